import { statisticCount, statisticsOfReals, type TruthColumns } from './columns.ts';
import { drawIndex, streamKey } from './random.ts';

/** Above so many images whole buckets are drawn in place of images. */
export const mostSingleImages = 100_000;
export const bucketCount = 4096;

/** How many resamples are summed at a time. */
export const tile = 4;

/** What is drawn: the images of each stratum, or above {@link mostSingleImages} hash buckets of them. */
export interface ResamplingUnits {
  strata: readonly StratumUnits[];
  /** units of all strata: the length of one resample's counts */
  total: number;
  /** images stand for themselves: unit k of a stratum is its k-th member */
  single: boolean;
}

export interface StratumUnits {
  units: number;
  /** where its counts begin among those of all strata */
  start: number;
  /** column-major: column c holds the sums of statistic c over each unit; the last column counts images */
  columns: Float64Array;
  /** a multiple of {@link tile}: statistics, image count, and zeros to fill up */
  width: number;
}

/** Where a stratum's columns hold the number of images: behind its statistics. */
export function imageColumn(stratum: number): number {
  return stratum === 0 ? statisticsOfReals : statisticCount;
}

/** Units of a pack. Buckets are shared out to the strata by their size, at least 16 each, by the hash of the ids. */
export function resamplingUnits(truth: TruthColumns, statistics: Float64Array): ResamplingUnits {
  const single = truth.n <= mostSingleImages;
  const strata: StratumUnits[] = [];
  let start = 0;
  for (const [stratum, members] of truth.members.entries()) {
    const used = imageColumn(stratum);
    const units = single ? members.length : Math.max(16, Math.round((bucketCount * members.length) / truth.n));
    const width = Math.ceil((used + 1) / tile) * tile;
    const columns = new Float64Array(units * width);
    for (const [k, image] of members.entries()) {
      const unit = single ? k : truth.idHash[image]! % units;
      columns[used * units + unit]!++;
      for (let c = 0; c < used; c++) columns[c * units + unit]! += statistics[image * statisticCount + c]!;
    }
    strata.push({ units, start, columns, width });
    start += units;
  }
  return { strata, total: start, single };
}

/**
 * How often each unit of a stratum is drawn in one resample, into `counts[at…at+units)`: as many draws with replacement
 * as there are units. Depends on seed, resample, stratum and the number of units only, so that all submissions on a
 * truth share their resamples.
 */
export function drawCounts(
  counts: Float64Array,
  { at, units }: { at: number; units: number },
  stream: { seed: number; resample: number; stratum: number },
): void {
  counts.fill(0, at, at + units);
  const key = streamKey(stream.seed, stream.resample, stream.stratum);
  for (let draw = 0; draw < units; draw++) counts[at + drawIndex(key, draw, units)]!++;
}

/**
 * The sums of a stratum's columns over {@link tile} resamples: `counts` holds their counts one after the other, `stride`
 * apart; the sums of resample r go to `sums[r·width…]`. Four columns by four resamples at a time stay in registers.
 */
export function sumTile(sums: Float64Array, counts: Float64Array, stratum: StratumUnits, stride: number): void {
  const { units, columns, width, start } = stratum;
  const w0 = start;
  const w1 = w0 + stride;
  const w2 = w1 + stride;
  const w3 = w2 + stride;
  for (let c = 0; c < width; c += 4) {
    const v0 = c * units;
    const v1 = v0 + units;
    const v2 = v1 + units;
    const v3 = v2 + units;
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    let b0 = 0;
    let b1 = 0;
    let b2 = 0;
    let b3 = 0;
    let c0 = 0;
    let c1 = 0;
    let c2 = 0;
    let c3 = 0;
    let d0 = 0;
    let d1 = 0;
    let d2 = 0;
    let d3 = 0;
    for (let i = 0; i < units; i++) {
      const x0 = counts[w0 + i]!;
      const x1 = counts[w1 + i]!;
      const x2 = counts[w2 + i]!;
      const x3 = counts[w3 + i]!;
      const y0 = columns[v0 + i]!;
      a0 += x0 * y0;
      b0 += x1 * y0;
      c0 += x2 * y0;
      d0 += x3 * y0;
      const y1 = columns[v1 + i]!;
      a1 += x0 * y1;
      b1 += x1 * y1;
      c1 += x2 * y1;
      d1 += x3 * y1;
      const y2 = columns[v2 + i]!;
      a2 += x0 * y2;
      b2 += x1 * y2;
      c2 += x2 * y2;
      d2 += x3 * y2;
      const y3 = columns[v3 + i]!;
      a3 += x0 * y3;
      b3 += x1 * y3;
      c3 += x2 * y3;
      d3 += x3 * y3;
    }
    let at = c;
    sums[at] = a0;
    sums[at + 1] = a1;
    sums[at + 2] = a2;
    sums[at + 3] = a3;
    at += width;
    sums[at] = b0;
    sums[at + 1] = b1;
    sums[at + 2] = b2;
    sums[at + 3] = b3;
    at += width;
    sums[at] = c0;
    sums[at + 1] = c1;
    sums[at + 2] = c2;
    sums[at + 3] = c3;
    at += width;
    sums[at] = d0;
    sums[at + 1] = d1;
    sums[at + 2] = d2;
    sums[at + 3] = d3;
  }
}

/**
 * The 95% percentile interval of replicates, as numpy's linear quantile; resamples in which there was nothing to measure
 * (NaN) are left out. Null when none is left.
 */
export function percentileInterval(replicates: Float64Array): [number, number] | null {
  const values = replicates.filter((value) => !Number.isNaN(value));
  if (values.length === 0) return null;
  return [quantile(values, 0.025), quantile(values, 0.975)];
}

/** Moves the values about. */
function quantile(values: Float64Array, share: number): number {
  const at = share * (values.length - 1);
  const low = Math.floor(at);
  const smaller = select(values, low);
  if (low + 1 >= values.length) return smaller;
  let larger = Infinity;
  for (let i = low + 1; i < values.length; i++) if (values[i]! < larger) larger = values[i]!;
  return smaller + (larger - smaller) * (at - low);
}

/** The value that would stand at `k` if the values were sorted; what is larger stands behind it then (Hoare 1961). */
function select(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >>> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k]!;
}
