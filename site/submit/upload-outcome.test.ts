import { describe, expect, it } from 'vitest';
import { readOutcome } from './upload-outcome.ts';

const list = {
  issues: [{ code: 'bad_label', line: 1, imageId: 'a', path: 'label', message: 'Found "genuine".' }],
  counts: { bad_label: 1 },
};

describe('readOutcome', () => {
  it('reads what the server answers', async () => {
    expect(await readOutcome(201, '{"id": "s1", "status": "queued"}')).toEqual({ kind: 'accepted', id: 's1' });
    expect(await readOutcome(422, JSON.stringify(list))).toEqual({ kind: 'issues', list });
    const tooLarge = '{"error": "A file has at most 256 MiB."}';
    expect(await readOutcome(413, tooLarge)).toEqual({ kind: 'refused', message: 'A file has at most 256 MiB.' });
  });

  it.each([
    [422, '<h1>Unprocessable</h1>', 'its list of issues cannot be read. Nothing was submitted'],
    [422, '{"error": "x"}', 'its list of issues cannot be read'],
    [422, '{"issues": [{}], "counts": {}}', 'its list of issues cannot be read'],
    [201, '<h1>Created</h1>', 'the file is among your submissions'],
    [201, '{"number": 1}', 'the file is among your submissions'],
    [200, '<h1>Welcome to the hotel</h1>', 'status 200 and no reason. If the file is not among'],
    [502, '<h1>Bad gateway</h1>', 'status 502 and no reason. If the file is not among'],
    [500, 'null', 'answered with status 500'],
    [413, '', 'status 413 and no reason. Nothing was submitted'],
  ])('makes a clear sentence of %i with %s', async (status, body, says) => {
    expect(await readOutcome(status, body)).toEqual({ kind: 'refused', message: expect.stringContaining(says) });
  });
});
