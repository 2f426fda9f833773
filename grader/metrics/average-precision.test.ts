import { describe, expect, it } from 'vitest';
import { averagePrecisions } from './average-precision.ts';

/** Images by falling score as [stratum, ends a run of equal scores]; one slice of stratum 1. */
function precision(images: readonly (readonly [stratum: 0 | 1, isLast: boolean])[], weights?: number[]): number {
  const groupEnd = images.map((_, i) => i + 1 + images.slice(i).findIndex(([, isLast]) => isLast));
  const ranks = {
    order: Int32Array.from(images, (_, i) => i),
    groupEnd: Int32Array.from(groupEnd),
    slicesOf: [new Int32Array(0), Int32Array.of(0)],
    stratum: Uint16Array.from(images, ([stratum]) => stratum),
    slices: 1,
  };
  const into = new Float64Array(1);
  averagePrecisions(ranks, weights ? Float64Array.from(weights) : null, into);
  return into[0]!;
}

const fake = [1, true] as const;
const real = [0, true] as const;

describe('averagePrecisions', () => {
  it('steps over distinct thresholds: a fake, a real image, a fake', () => {
    // after the first P = 1/1, after the third P = 2/3, each worth half of the recall
    expect(precision([fake, real, fake])).toBeCloseTo(1 / 2 + (1 / 2) * (2 / 3), 15);
  });

  it('takes equal scores as one threshold, in whichever order they come', () => {
    expect(
      precision([
        [1, false],
        [0, false],
        [1, false],
        [0, true],
      ]),
    ).toBe(0.5);
    expect(
      precision([
        [0, false],
        [0, false],
        [1, false],
        [1, true],
      ]),
    ).toBe(0.5);
  });

  it('gives a doubled image twice its weight, as resamples do', () => {
    expect(precision([fake, real, fake], [2, 1, 1])).toBeCloseTo(precision([[1, false], fake, real, fake]), 15);
  });

  it('is NaN when no fake counts', () => {
    expect(precision([real, fake], [1, 0])).toBeNaN();
  });
});
