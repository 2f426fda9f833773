import { describe, expect, it } from 'vitest';
import { measurePredictions } from '#grader/reading/measure.ts';
import { packTruth } from '#grader/truth/pack.ts';
import type { Prediction, Truth } from '#submissions/format.ts';
import { describeDisagreements } from './disagreements.ts';

const truths: Truth[] = Array.from({ length: 40 }, (_, k) => ({
  image_id: `i${String(k).padStart(2, '0')}`,
  label: 'fake',
  family: 'gan',
  generator: 'g',
  source: 'coco',
  width: 100,
  height: 100,
  regions: [{ box: [0, 0, 9, 9], text: 'a' }],
  tags: [],
}));
const truth = packTruth(truths);
/** at most 100 regions of at most 1,000 characters, one of them one that a database cannot hold */
const regions = Array.from({ length: 100 }, () => ({
  box: [0, 0, 9, 9] as [number, number, number, number],
  text: `x\0${'😀'.repeat(900)}`,
}));
const loud: Prediction[] = truths.map(({ image_id }) => ({ image_id, label: 'fake', regions }));
const silent: Prediction[] = truths.map(({ image_id }) => ({ image_id, label: 'real' }));
async function* file(lines: readonly Prediction[]) {
  yield Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

describe('where two submissions disagree', () => {
  it('is described for the first images, short enough to be kept, and in characters that can be kept', async () => {
    const pair = { a: measurePredictions(truth, loud), b: measurePredictions(truth, silent) };
    const described = await describeDisagreements(truth, pair, { a: file(loud), b: file(silent) });
    expect([described.onlyA, described.onlyB]).toEqual([40, 0]);
    expect(described.shown.map(({ image_id }) => image_id)).toEqual(
      truths.slice(0, 12).map(({ image_id }) => image_id),
    );
    const [first] = described.shown;
    expect(first?.right).toBe('a');
    expect(first?.b).toEqual({ label: 'real' });
    expect(first?.a.regions?.length).toBeGreaterThan(0);
    expect((first?.a.regions?.length ?? 0) + (first?.a.moreRegions ?? 0)).toBe(100);
    expect(first?.a.regions?.[0]?.text).toMatch(/^x\ufffd(😀)+…$/u);
    const kept = JSON.stringify(described);
    expect(kept).not.toContain('\\u0000');
    expect(Buffer.byteLength(kept)).toBeLessThan(200_000);
  });
});
