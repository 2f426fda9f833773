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
  it('is told so once, with the split they are of; the counts stay', async () => {
    const { issues, counts } = await check([...test.keys()]);
    expect(issues).toMatchObject([{ code: 'unknown_image', line: 1, imageId: 't0' }]);
    expect(issues[0]?.message).toContain('These are ids of the test split');
    expect(counts).toEqual({ unknown_image: 200, missing_image: 200 });
  });

  it('is told so once also where no split has them', async () => {
    const { issues } = await check([...test.keys()].map((id) => `${id}.png`));
    expect(issues.map(({ message }) => message)).toEqual([expect.stringContaining('Hardly any line has an id')]);
  });

  it('keeps its other issues', async () => {
    const { issues } = await check(['"}', ...test.keys()]);
    expect(issues.map(({ code }) => code)).toEqual(['unknown_image', 'invalid_json']);
  });

  it('is none when more than a few ids are right, or when it has fewer than three', async () => {
    const never = async () => Promise.reject(new Error('asked for other splits'));
    const { issues } = await check([...[...dev.keys()].slice(0, 10), ...[...test.keys()].slice(0, 90)], never);
    expect(issues.filter(({ code }) => code === 'unknown_image')).toHaveLength(90);
    expect((await check(['t0', 't1'], never)).issues).toHaveLength(100);
  });
});
