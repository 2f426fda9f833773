import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auroc } from './auroc.ts';

const scores = fc.array(
  fc.integer({ min: 0, max: 6 }).map((tenths) => tenths / 10),
  { minLength: 1, maxLength: 12 },
);

describe('auroc', () => {
  it('counts won pairs, ties half: 0.9 and 0.4 against 0.4 and 0.1', () => {
    expect(auroc(Float64Array.of(0.4, 0.9), Float64Array.of(0.1, 0.4))?.value).toBe(3.5 / 4);
  });

  it('is null without one of the classes', () => {
    expect(auroc(new Float64Array(0), Float64Array.of(1))).toBeNull();
    expect(auroc(Float64Array.of(1), new Float64Array(0))).toBeNull();
  });

  it('is the share of won pairs, with the variance of DeLong by definition', () => {
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        const wins = positives.map((x) => negatives.map((y) => (x > y ? 1 : x === y ? 0.5 : 0)));
        const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
        const found = auroc(Float64Array.from(positives).sort(), Float64Array.from(negatives).sort());
        const value = mean(wins.flat());
        expect(found?.value).toBeCloseTo(value, 12);
        if (positives.length < 2 || negatives.length < 2) {
          expect(found?.variance).toBeNull();
          return;
        }
        const spread = (values: readonly number[]) =>
          values.reduce((sum, each) => sum + (each - value) ** 2, 0) / (values.length - 1) / values.length;
        const variance = spread(wins.map(mean)) + spread(negatives.map((_, j) => mean(wins.map((row) => row[j]!))));
        expect(found?.variance).toBeCloseTo(variance, 12);
      }),
    );
  });
});
