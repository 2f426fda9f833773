import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustByHolm, largestSignificant } from './holm.ts';

describe("Holm's adjustment", () => {
  it('multiplies by what is left, never falls, and leaves out what was not tested', () => {
    expect(adjustByHolm([0.01, 0.04, null, 0.03])).toEqual([0.03, 0.06, null, 0.06]);
    expect(adjustByHolm([0.6, 0.7])).toEqual([1, 1]);
    expect(adjustByHolm([])).toEqual([]);
  });

  it('is at most α exactly where the step-down procedure rejects', () => {
    const p = fc.array(
      fc.integer({ min: 1, max: 400 }).map((n) => n / 2001),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(p, (values) => {
        const order = values.map((_, i) => i).sort((i, k) => values[i]! - values[k]!);
        const stop = order.findIndex((i, k) => values[i]! * (values.length - k) > 0.05);
        const rejected = new Set(stop < 0 ? order : order.slice(0, stop));
        expect(adjustByHolm(values).map((each) => each! <= 0.05)).toEqual(values.map((_, i) => rejected.has(i)));
      }),
    );
  });

  it('and the largest significant p-value of a board draw the same line', () => {
    const family = fc.array(
      fc.integer({ min: 1, max: 400 }).map((n) => n / 2001),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(family, fc.constantFrom(0.01, 0.05, 0.2), (values, level) => {
        const limit = largestSignificant(Float64Array.from(values), level);
        expect(values.map((p) => p <= limit)).toEqual(adjustByHolm(values).map((p) => p! <= level));
      }),
    );
  });
});
