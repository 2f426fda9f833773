import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentileInterval } from './percentile.ts';

describe('percentileInterval', () => {
  it('interpolates as numpy: 0…40 gives 1 and 39', () => {
    const [low, high] = percentileInterval(Float64Array.from({ length: 41 }, (_, i) => 40 - i))!;
    expect(low).toBeCloseTo(1, 12);
    expect(high).toBeCloseTo(39, 12);
  });

  it('finds what sorting finds, among many values, equal ones and all', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
      fc.constantFrom(0, 1, 0.5),
    );
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 3000, size: 'max' }), (list) => {
        const sorted = Float64Array.from(list).sort();
        const quantile = (share: number) => {
          const at = share * (sorted.length - 1);
          const low = Math.floor(at);
          const next = sorted[low + 1] ?? sorted[low]!;
          return sorted[low]! + (next - sorted[low]!) * (at - low);
        };
        expect(percentileInterval(Float64Array.from(list))).toEqual([quantile(0.025), quantile(0.975)]);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves out what could not be measured, and is null when nothing could', () => {
    expect(percentileInterval(Float64Array.of(Number.NaN, 0.5, Number.NaN))).toEqual([0.5, 0.5]);
    expect(percentileInterval(Float64Array.of(Number.NaN))).toBeNull();
  });
});
