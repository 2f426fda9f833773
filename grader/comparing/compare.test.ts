import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareAurocs } from '#grader/metrics/delong.ts';
import { measurePredictions } from '#grader/reading/measure.ts';
import { packTruth } from '#grader/truth/pack.ts';
import { swapSides } from '#submissions/comparison.ts';
import type { Prediction } from '#submissions/format.ts';
import { metricKeys } from '#submissions/scorecard.ts';
import { compare } from './compare.ts';

const golden = (name: string) =>
  readFileSync(new URL(`../../tests/golden/${name}.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
const truth = packTruth(golden('good.truth'));
const lines: Prediction[] = golden('good.predictions');
const good = measurePredictions(truth, lines);
const allReal = measurePredictions(
  truth,
  lines.map(({ image_id }) => ({ image_id, label: 'real' })),
);
/** the same verdicts with the scores of every third image turned */
const turned = measurePredictions(
  truth,
  lines.map((line, k) => (k % 3 === 0 ? { ...line, score: 1 - line.score! } : line)),
);
const resampling = { seed: 3, resamples: 100 };

describe('compare', () => {
  it('finds no difference between a submission and itself', () => {
    for (const differences of Object.values(compare(truth, { a: good, b: good }, resampling))) {
      for (const key of metricKeys) {
        const { difference, interval, p } = differences[key];
        expect(difference === null || difference === 0, key).toBe(true);
        if (interval) expect(interval).toEqual([0, 0]);
        if (p !== null) expect(p).toBe(1);
      }
    }
  });

  it('is turned round when the two are', () => {
    const forth = compare(truth, { a: good, b: allReal }, resampling)['overall']!;
    const back = compare(truth, { a: allReal, b: good }, resampling)['overall']!;
    for (const key of metricKeys) {
      const [one, other] = [forth[key], back[key]];
      if (one.difference !== null) expect(one.difference).toBeCloseTo(-other.difference!, 12);
      if (one.interval) expect(one.interval[0]).toBeCloseTo(-other.interval![1], 12);
      expect(one.p).toEqual(other.p);
    }
    expect(forth.fxScore.difference).toBeGreaterThan(0.2);
    expect(forth.fxScore.p).toBeCloseTo(1 / 101, 12);
    expect(forth.accuracy.p).toBeLessThan(1e-6);
    expect(forth.auroc.difference).toBeNull();
  });

  it('compares the areas under the ROC curve by DeLong', () => {
    const { auroc } = compare(truth, { a: good, b: turned }, resampling)['overall']!;
    const pairs = compareAurocs(
      scoresOf((image) => truth.isFake[image] === 1),
      scoresOf((image) => truth.isFake[image] === 0),
    )!;
    expect(auroc.difference).toBeCloseTo(pairs.difference, 12);
    expect(auroc.interval).toEqual(pairs.interval);
    expect(auroc.p).toBe(pairs.p);
    expect(auroc.p).toBeLessThan(0.05);
  });

  it('is turned round by swapSides too, with who was right', () => {
    const slices = compare(truth, { a: good, b: allReal }, resampling);
    const [fake, other] = [{ label: 'fake' as const }, { label: 'real' as const }];
    const shown = [{ image_id: 'x', right: 'a' as const, a: fake, b: other }];
    const there = swapSides({ slices, disagreements: { onlyA: 3, onlyB: 1, shown } });
    expect(there.slices['overall']!.fxScore.difference).toBe(-slices['overall']!.fxScore.difference!);
    expect(there.disagreements).toEqual({
      ...{ onlyA: 1, onlyB: 3 },
      shown: [{ image_id: 'x', right: 'b', a: other, b: fake }],
    });
    expect(swapSides(there)).toEqual({ slices, disagreements: { onlyA: 3, onlyB: 1, shown } });
  });
});

function scoresOf(wanted: (image: number) => boolean) {
  const images = Array.from({ length: truth.n }, (_, image) => image).filter(wanted);
  const of = (scores: Float64Array | null) => Float64Array.from(images, (image) => scores![image]!);
  return { a: of(good.scores), b: of(turned.scores) };
}
