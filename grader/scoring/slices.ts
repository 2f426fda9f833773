import { type ImageMeasurements, statistic, statisticCount } from '#grader/metrics/columns.ts';
import { emptyRow, openRowReader } from '#grader/metrics/rows.ts';
import type { SliceSums } from '#grader/metrics/sums.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { familySlice, generatorSlice, overallSlice } from '#submissions/scorecard.ts';
import { families } from '#submissions/terms.ts';

/** A part of the fakes together with all reals, as the strata whose fakes belong to it. */
export interface Slice {
  name: string;
  strata: readonly number[];
  /** images of the slice's fakes, ascending */
  fakes: Int32Array;
}

/**
 * `overall`, then the families and generators that occur in the truth.
 *
 * @example
 * // truth: tests/example-images.ts
 * listSlices(truth).map(({ name, strata }) => [name, strata])
 * // → [['overall', [1, 2]], ['family:gan', [2]], ['family:dit', [1]], ['generator:dit-1', [1]], ['generator:gan-1', [2]]]
 */
export function listSlices(truth: TruthPack): Slice[] {
  const all = truth.generators.map((generator, index) => ({ ...generator, stratum: index + 1 }));
  const slice = (name: string, strata: readonly number[]): Slice => ({
    name,
    strata,
    fakes: joinSorted(strata.map((stratum) => truth.members[stratum]!)),
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

/** [strata × statistics]: the summed rows of each stratum. */
export type StratumSums = readonly Float64Array[];

/**
 * Zeros: [strata × statistics].
 *
 * @example
 * emptySums(2).map((sums) => sums.length) // → [38, 38]
 */
export function emptySums(strata: number): StratumSums {
  return Array.from({ length: strata }, emptyRow);
}

/**
 * The sums of a slice out of those of its strata; `into: [statistics]` becomes its `ofFakes`.
 *
 * @example
 * // truth, measurements: tests/example-images.ts
 * const [overall] = listSlices(truth);
 * const { reals, fakes, ofFakes } = sliceSums(overall, sumStrata(truth, measurements), emptyRow());
 * [reals, fakes, ofFakes[statistic.correct]] // → [2, 2, 1]
 */
export function sliceSums(slice: Slice, strata: StratumSums, into: Float64Array): SliceSums {
  into.fill(0);
  for (const stratum of slice.strata) {
    const sums = strata[stratum]!;
    for (let c = 0; c < statisticCount; c++) into[c]! += sums[c]!;
  }
  return { reals: strata[0]![statistic.images]!, fakes: into[statistic.images]!, ofReals: strata[0]!, ofFakes: into };
}

/**
 * Plain sums over all images of each stratum, in ascending order of the images.
 *
 * @example
 * // truth, measurements: tests/example-images.ts
 * sumStrata(truth, measurements).map((sums) => sums[statistic.correct]) // → [1, 0, 1]
 */
export function sumStrata(truth: TruthPack, measurements: ImageMeasurements): StratumSums {
  const result = emptySums(truth.members.length);
  const readRow = openRowReader(truth, measurements);
  const row = emptyRow();
  for (let image = 0; image < truth.n; image++) {
    readRow(row, image);
    const sums = result[truth.stratum[image]!]!;
    for (let c = 0; c < statisticCount; c++) sums[c]! += row[c]!;
  }
  return result;
}

function joinSorted(lists: readonly Int32Array[]): Int32Array {
  const joined = new Int32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    joined.set(list, at);
    at += list.length;
  }
  return joined.sort();
}
