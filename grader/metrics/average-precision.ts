/**
 * Image scores as groups of equal scores, numbered by falling score, so that an average precision is one walk over a
 * slice's fakes. Images are named by their unit, the place of their count in a resample.
 */
export interface ScoreRanks {
  groups: number;
  /** the real images and their groups */
  reals: { units: Int32Array; groups: Int32Array };
  /** for each slice its fakes by ascending group */
  fakes: readonly RankedFakes[];
}

export interface RankedFakes {
  units: Int32Array;
  groups: Int32Array;
  /** for each fake the place where its group ends in this list */
  ends: Int32Array;
}

/** Where the run of equal groups ends that each place belongs to. */
export function groupEnds(groups: Int32Array): Int32Array {
  const ends = new Int32Array(groups.length);
  for (let i = groups.length - 1; i >= 0; i--) ends[i] = groups[i + 1] === groups[i] ? ends[i + 1]! : i + 1;
  return ends;
}

/** The average precisions of all slices on a resample, image with unit u counting `counts[start + u]` times. */
export type PrecisionMeter = (counts: ArrayLike<number>, start: number) => Float64Array;

/**
 * Average precision Σ (Rₖ − Rₖ₋₁)·Pₖ over distinct thresholds, scikit-learn's step form; NaN for a slice in which no fake
 * counts. The array is used again at the next call.
 */
export function openPrecisionMeter(ranks: ScoreRanks): PrecisionMeter {
  const precisions = new Float64Array(ranks.fakes.length);
  /** real images up to and with a group */
  const realsUpTo = new Float64Array(ranks.groups);
  const found = new Float64Array(1 + Math.max(0, ...ranks.fakes.map(({ units }) => units.length)));
  return (counts, start) => {
    const { units, groups } = ranks.reals;
    realsUpTo.fill(0);
    for (let i = 0; i < units.length; i++) realsUpTo[groups[i]!]! += counts[start + units[i]!]!;
    for (let group = 1; group < realsUpTo.length; group++) realsUpTo[group]! += realsUpTo[group - 1]!;
    for (let slice = 0; slice < precisions.length; slice++) {
      precisions[slice] = walk(ranks.fakes[slice]!, realsUpTo, { counts, start, found });
    }
    return precisions;
  };
}

/** Without a branch on ties: first how many fakes are found up to each place, then each fake at the end of its group. */
function walk({ units, groups, ends }: RankedFakes, realsUpTo: Float64Array, weighted: Weighted): number {
  const { counts, start, found } = weighted;
  const n = units.length;
  for (let i = 0; i < n; i++) found[i + 1] = found[i]! + counts[start + units[i]!]!;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const upTo = found[ends[i]!]!;
    const all = upTo + realsUpTo[groups[i]!]!;
    if (all > 0) sum += ((found[i + 1]! - found[i]!) * upTo) / all;
  }
  return sum / found[n]!;
}

interface Weighted {
  counts: ArrayLike<number>;
  start: number;
  /** working memory; found[0] is 0 */
  found: Float64Array;
}
