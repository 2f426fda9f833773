import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auroc } from './auroc.ts';
import { compareAurocs, type PairedScores } from './delong.ts';
import { twoSidedP } from './normal.ts';

/** DeLong, DeLong & Clarke-Pearson (1988), equations 5 to 8, over all pairs and with the covariance matrix written out. */
function byAllPairs(positives: PairedScores, negatives: PairedScores) {
  const kernel = (x: number, y: number) => (y < x ? 1 : y === x ? 0.5 : 0);
  const average = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const components = (['a', 'b'] as const).map((who) => {
    const [xs, ys] = [[...positives[who]], [...negatives[who]]];
    return {
      v10: xs.map((x) => average(ys.map((y) => kernel(x, y)))),
      v01: ys.map((y) => average(xs.map((x) => kernel(x, y)))),
    };
  });
  const covariance = (one: number[], other: number[]) => {
    const [p, q] = [average(one), average(other)];
    return one.reduce((sum, each, i) => sum + (each - p) * (other[i]! - q), 0) / (one.length - 1);
  };
  const [a, b] = components as [(typeof components)[0], (typeof components)[0]];
  const entry = (one: typeof a, other: typeof a) =>
    covariance(one.v10, other.v10) / one.v10.length + covariance(one.v01, other.v01) / one.v01.length;
  return {
    difference: average(a.v10) - average(b.v10),
    variance: entry(a, a) + entry(b, b) - 2 * entry(a, b),
  };
}

const score = fc.integer({ min: 0, max: 9 }).map((tenths) => tenths / 10);
const paired = fc
  .array(fc.tuple(score, score), { minLength: 2, maxLength: 25 })
  .map((pairs) => ({ a: Float64Array.from(pairs, ([x]) => x), b: Float64Array.from(pairs, ([, y]) => y) }));

describe('two areas under the ROC curve', () => {
  it('are compared as over all pairs, many of them ties', () => {
    fc.assert(
      fc.property(paired, paired, (positives, negatives) => {
        const { difference, variance } = byAllPairs(positives, negatives);
        const found = compareAurocs(positives, negatives)!;
        expect(found.difference).toBeCloseTo(difference, 12);
        const [one, other] = (['a', 'b'] as const).map(
          (who) => auroc(positives[who].toSorted(), negatives[who].toSorted())!.value,
        );
        expect(found.difference).toBeCloseTo(one! - other!, 12);
        if (variance < 1e-12) return;
        const error = Math.sqrt(variance);
        expect(found.p).toBeCloseTo(twoSidedP(difference / error), 9);
        expect(found.interval![0]).toBeCloseTo(Math.max(-1, difference - 1.959963984540054 * error), 9);
        expect(found.interval![1]).toBeCloseTo(Math.min(1, difference + 1.959963984540054 * error), 9);
      }),
      { numRuns: 500 },
    );
  });

  it('of the same scores do not differ: p is 1', () => {
    fc.assert(
      fc.property(paired, paired, (positives, negatives) => {
        const same = ({ a }: PairedScores) => ({ a, b: a });
        const found = compareAurocs(same(positives), same(negatives));
        expect(found).toEqual({ difference: 0, interval: [0, 0], p: 1 });
      }),
    );
  });

  it('are not tested without both classes, with one of a class, or without spread', () => {
    const of = (...values: number[]) => ({ a: Float64Array.from(values), b: Float64Array.from(values, (v) => 1 - v) });
    expect(compareAurocs(of(), of(0.1))).toBeNull();
    expect(compareAurocs(of(0.9), of(0.1, 0.2))).toEqual({ difference: 1, interval: null, p: null });
    expect(compareAurocs(of(0.9, 0.8), of(0.1, 0.2))).toEqual({ difference: 1, interval: null, p: null });
  });
});

describe('the normal distribution', () => {
  // Python: math.erfc(z / sqrt(2))
  it.each([
    [0, 1],
    [0.5, 0.6170750774519738],
    [1.959963984540054, 0.05],
    [2.8, 0.005110260660855874],
    [2.9, 0.003731626600768077],
    [5, 5.733031437583878e-7],
    [10, 1.523970604832105e-23],
  ])('leaves outside ±%s a share of %s', (z, p) => {
    expect(Math.abs(twoSidedP(z) / p - 1)).toBeLessThan(1e-11);
    expect(twoSidedP(-z)).toBe(twoSidedP(z));
  });
});
