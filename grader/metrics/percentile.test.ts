import { describe, expect, it } from 'vitest';
import { percentileInterval } from './percentile.ts';

describe('percentileInterval', () => {
  it('interpolates as numpy: 0…40 gives 1 and 39', () => {
    const [low, high] = percentileInterval(Float64Array.from({ length: 41 }, (_, i) => 40 - i))!;
    expect(low).toBeCloseTo(1, 12);
    expect(high).toBeCloseTo(39, 12);
  });

  it('leaves out what could not be measured, and is null when nothing could', () => {
    expect(percentileInterval(Float64Array.of(Number.NaN, 0.5, Number.NaN))).toEqual([0.5, 0.5]);
    expect(percentileInterval(Float64Array.of(Number.NaN))).toBeNull();
  });
});
