import { statisticCount, type TruthColumns } from './columns.ts';
import { drawIndex, streamKey } from './random.ts';

/** Above so many images whole buckets are drawn in place of images. */
export const mostSingleImages = 100_000;
export const bucketCount = 4096;

/** What is drawn: the images of each stratum, or above {@link mostSingleImages} hash buckets of them. */
export interface ResamplingUnits {
  /** for each stratum the sums of its units, row-major units × statisticCount */
  rows: readonly Float64Array[];
  /** for each stratum the images in each unit */
  sizes: readonly Float64Array[];
  /** images stand for themselves: unit k of a stratum is its k-th member */
  single: boolean;
}

/** Units of a pack. Buckets are shared out to the strata by their size, at least 16 each, by the hash of the ids. */
export function resamplingUnits(truth: TruthColumns, statistics: Float64Array): ResamplingUnits {
  const single = truth.n <= mostSingleImages;
  const rows: Float64Array[] = [];
  const sizes: Float64Array[] = [];
  for (const members of truth.members) {
    const units = single ? members.length : Math.max(16, Math.round((bucketCount * members.length) / truth.n));
    const row = new Float64Array(units * statisticCount);
    const size = new Float64Array(units);
    for (const [k, image] of members.entries()) {
      const unit = single ? k : truth.idHash[image]! % units;
      size[unit]!++;
      for (let c = 0; c < statisticCount; c++)
        row[unit * statisticCount + c]! += statistics[image * statisticCount + c]!;
    }
    rows.push(row);
    sizes.push(size);
  }
  return { rows, sizes, single };
}

/**
 * How often each unit of a stratum is drawn in one resample: as many draws with replacement as there are units. Depends
 * on seed, resample, stratum and the number of units only, so that all submissions on a truth share their resamples.
 */
export function drawCounts(counts: Uint16Array, seed: number, resample: number, stratum: number): void {
  counts.fill(0);
  const key = streamKey(seed, resample, stratum);
  for (let draw = 0; draw < counts.length; draw++) counts[drawIndex(key, draw, counts.length)]!++;
}

/** Adds the drawn rows: `sums` gets the statistics; returns the number of images drawn. Only the first `columns` count. */
export function addDrawn(
  sums: Float64Array,
  counts: Uint16Array,
  units: { rows: Float64Array; sizes: Float64Array },
  columns: number,
): number {
  sums.fill(0);
  let images = 0;
  for (let unit = 0; unit < counts.length; unit++) {
    const count = counts[unit]!;
    if (count === 0) continue;
    images += count * units.sizes[unit]!;
    const start = unit * statisticCount;
    for (let c = 0; c < columns; c++) sums[c]! += count * units.rows[start + c]!;
  }
  return images;
}

/**
 * The 95% percentile interval of replicates, as numpy's linear quantile; resamples in which there was nothing to measure
 * (NaN) are left out. Null when none is left.
 */
export function percentileInterval(replicates: Float64Array): [number, number] | null {
  const sorted = replicates.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return null;
  return [quantile(sorted, 0.025), quantile(sorted, 0.975)];
}

function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}
