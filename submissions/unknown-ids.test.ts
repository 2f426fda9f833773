import { describe, expect, it } from 'vitest';
import { checkPredictions } from './check-file.ts';

const size = { width: 10, height: 10 };
const imagesOf = (prefix: string) => new Map(Array.from({ length: 200 }, (_, i) => [`${prefix}${i}`, size]));
const dev = imagesOf('d');
const test = imagesOf('t');

async function check(ids: readonly string[], otherSplits = async () => [['test', test] as const]) {
  async function* file() {
    yield new TextEncoder().encode(ids.map((id) => `{"image_id": "${id}", "label": "real"}\n`).join(''));
  }
  return checkPredictions(file(), dev, { otherSplits });
}

describe('a file whose ids are not of the split', () => {
  it('has it on the first line, with the split they are of; the others and the counts stay', async () => {
    const { issues, counts } = await check([...test.keys()]);
    expect(issues).toHaveLength(100);
    expect(issues[0]).toMatchObject({ code: 'unknown_image', line: 1, imageId: 't0' });
    expect(issues[0]?.message).toContain('These are ids of the test split');
    expect(issues.filter(({ message }) => message.startsWith('These are ids'))).toHaveLength(1);
    expect(counts).toEqual({ unknown_image: 200, missing_image: 200 });
  });

  it('has it also where no split has them, and keeps its other issues', async () => {
    const { issues } = await check(['"}', ...[...test.keys()].map((id) => `${id}.png`)]);
    expect(issues[0]?.code).toBe('invalid_json');
    expect(issues[1]?.message).toContain('Hardly any line has an id');
  });

  it('is none when more than a few ids are right, or when it has fewer than three', async () => {
    const never = async () => Promise.reject(new Error('asked for other splits'));
    const { issues } = await check([...[...dev.keys()].slice(0, 10), ...[...test.keys()].slice(0, 90)], never);
    expect(issues.filter(({ code }) => code === 'unknown_image')).toHaveLength(90);
    expect((await check(['t0', 't1'], never)).issues).toHaveLength(100);
  });
});
