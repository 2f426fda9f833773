import { describe, expect, it } from 'vitest';
import { drawCounts } from './bootstrap.ts';

describe('drawCounts', () => {
  it('draws as many units as there are, the same ones for the same counters, others for others', () => {
    const draw = (seed: number, resample: number, stratum: number) => {
      const counts = new Uint8Array(50);
      drawCounts(counts, { at: 0, units: 50 }, { seed, resample, stratum });
      return [...counts];
    };
    expect(draw(1, 2, 3).reduce((sum, count) => sum + count, 0)).toBe(50);
    expect(draw(1, 2, 3)).toEqual(draw(1, 2, 3));
    for (const other of [draw(2, 2, 3), draw(1, 3, 3), draw(1, 2, 4)]) expect(other).not.toEqual(draw(1, 2, 3));
  });

  it('draws every unit equally often, and two units independently of each other', () => {
    const units = 20;
    const resamples = 20_000;
    const totals = new Float64Array(units);
    let together = 0;
    for (let resample = 0; resample < resamples; resample++) {
      const counts = new Uint8Array(units);
      drawCounts(counts, { at: 0, units }, { seed: 7, resample, stratum: 0 });
      for (const [unit, count] of counts.entries()) totals[unit]! += count;
      together += counts[3]! * counts[4]!;
    }
    // a multinomial with n = 20: mean 1, variance 0.95; product of two units has mean 0.95 and variance about 1.9
    for (const total of totals) expect(Math.abs(total / resamples - 1)).toBeLessThan(5 * Math.sqrt(0.95 / resamples));
    expect(Math.abs(together / resamples - 0.95)).toBeLessThan(5 * Math.sqrt(2 / resamples));
  });

  it('gives the mean of a sample the spread that theory gives it', () => {
    const values = Float64Array.from({ length: 200 }, (_, i) => Math.sin(i * 12.9898) * 3);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const means = Float64Array.from({ length: 4000 }, (_, resample) => {
      const counts = new Uint8Array(values.length);
      drawCounts(counts, { at: 0, units: values.length }, { seed: 11, resample, stratum: 0 });
      return counts.reduce((sum, count, unit) => sum + count * values[unit]!, 0) / values.length;
    });
    const spread = Math.sqrt(means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / means.length);
    expect(spread / Math.sqrt(variance / values.length)).toBeGreaterThan(0.95);
    expect(spread / Math.sqrt(variance / values.length)).toBeLessThan(1.05);
  });
});
