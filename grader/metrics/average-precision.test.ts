import { describe, expect, it } from 'vitest';
import { openPrecisionAccumulator } from './average-precision.ts';

/** Images by falling score as [is fake, ends a run of equal scores]; all fakes of one family and generator. */
function precision(images: readonly (readonly [isFake: 0 | 1, isLast: boolean])[], weights?: number[]): number {
  let group = 0;
  const groups = images.map(([, isLast]) => (isLast ? group++ : group));
  const units = (wanted: 0 | 1) => images.flatMap(([isFake], unit) => (isFake === wanted ? [unit] : []));
  const fakes = units(1);
  const lastEqual = Int32Array.from(fakes, (fake) => fakes.findLastIndex((other) => groups[other] === groups[fake]));
  const accumulate = openPrecisionAccumulator({
    reals: Int32Array.from(units(0)),
    fakes: Int32Array.from(fakes),
    realsUpTo: Int32Array.from(fakes, (fake) => units(0).filter((real) => groups[real]! <= groups[fake]!).length),
    lastEqual: { all: lastEqual, family: lastEqual, generator: lastEqual },
    familyOf: new Uint16Array(fakes.length).fill(1),
    generatorOf: new Uint16Array(fakes.length).fill(2),
    slices: 3,
  });
  const [all, family, generator] = accumulate(Uint8Array.from(weights ?? images.map(() => 1)), 0);
  expect([family, generator]).toEqual([all, all]);
  return all!;
}

const fake = [1, true] as const;
const real = [0, true] as const;

describe('openPrecisionAccumulator', () => {
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
