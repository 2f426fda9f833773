import { familySlice, generatorSlice, overallSlice } from '#submissions/scorecard.ts';
import { families } from '#submissions/terms.ts';
import { statisticCount, statisticsOfReals } from './metrics/columns.ts';
import type { SliceSums } from './metrics/sums.ts';
import type { TruthPack } from './pack.ts';

/** A part of the fakes together with all reals, as the strata whose fakes belong to it. */
export interface Slice {
  name: string;
  strata: readonly number[];
  /** images of the slice's fakes, ascending */
  fakes: Int32Array;
}

/** `overall`, then the families and generators that occur in the truth. */
export function listSlices(truth: TruthPack): Slice[] {
  const all = truth.generators.map((generator, index) => ({ ...generator, stratum: index + 1 }));
  const slice = (name: string, strata: readonly number[]): Slice => ({
    name,
    strata,
    fakes: Int32Array.from(strata.flatMap((stratum) => [...truth.members[stratum]!])).sort(),
  });
  return [
    slice(
      overallSlice,
      all.map(({ stratum }) => stratum),
    ),
    ...families.flatMap((family) => {
      const strata = all.filter((generator) => generator.family === family).map(({ stratum }) => stratum);
      return strata.length > 0 ? [slice(familySlice(family), strata)] : [];
    }),
    ...all.map(({ name, stratum }) => slice(generatorSlice(name), [stratum])),
  ];
}

/** Sums of each stratum, in the order of the strata; `images` says how many each sum holds. */
export interface StratumSums {
  images: Float64Array;
  sums: readonly Float64Array[];
}

export function emptySums(strata: number): StratumSums {
  return {
    images: new Float64Array(strata),
    sums: Array.from({ length: strata }, () => new Float64Array(statisticCount)),
  };
}

/** The sums of a slice out of those of its strata; `into` is used again and again. */
export function sliceSums(slice: Slice, strata: StratumSums, into: Float64Array): SliceSums {
  into.fill(0);
  let fakes = 0;
  for (const stratum of slice.strata) {
    const sums = strata.sums[stratum]!;
    fakes += strata.images[stratum]!;
    for (let c = 0; c < statisticCount; c++) into[c]! += sums[c]!;
  }
  return { reals: strata.images[0]!, fakes, ofReals: strata.sums[0]!, ofFakes: into };
}

/** Plain sums over all images of each stratum, in ascending order of the images. */
export function sumStrata(truth: TruthPack, statistics: Float64Array): StratumSums {
  const result = emptySums(truth.members.length);
  for (const [stratum, members] of truth.members.entries()) {
    const columns = stratum === 0 ? statisticsOfReals : statisticCount;
    const sums = result.sums[stratum]!;
    result.images[stratum] = members.length;
    for (const image of members) {
      for (let c = 0; c < columns; c++) sums[c]! += statistics[image * statisticCount + c]!;
    }
  }
  return result;
}
