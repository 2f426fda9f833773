import { openPrecisionMeter, type ScoreRanks } from './metrics/average-precision.ts';
import { drawCounts, imageColumn, type ResamplingUnits, sumTile, tile } from './metrics/bootstrap.ts';
import { statisticCount } from './metrics/columns.ts';
import { type SumMetric, sumMetrics } from './metrics/sums.ts';
import { emptySums, type Slice, type StratumSums, sliceSums } from './slices.ts';

export const sumMetricKeys = Object.keys(sumMetrics) as SumMetric[];
const formulas = sumMetricKeys.map((key) => sumMetrics[key]);
export const replicateKeys = [...sumMetricKeys, 'averagePrecision'] as const;
export type ReplicateKey = (typeof replicateKeys)[number];

export interface Resampling {
  seed: number;
  resamples: number;
  onProgress?: ((share: number) => void) | undefined;
}

/** What a thread needs to resample: plain data. */
export interface ResamplingPack {
  units: ResamplingUnits;
  ranks: ScoreRanks | null;
  slices: readonly Slice[];
}

/** For each slice and metric its value on every resample; NaN where that resample leaves nothing to measure. */
export interface Replicates {
  resamples: number;
  /** slice after slice, key after key, resample after resample */
  values: Float64Array;
}

/** The values of one slice (by its place in the list) and metric: a view. */
export function replicatesOf({ resamples, values }: Replicates, slice: number, key: ReplicateKey): Float64Array {
  const start = (slice * replicateKeys.length + replicateKeys.indexOf(key)) * resamples;
  return values.subarray(start, start + resamples);
}

/** How often progress is told, in resamples. */
const progressStep = 200;

/**
 * The stratified bootstrap (Efron & Tibshirani 1993): in each resample every stratum is drawn once, and all slices are
 * put together from the strata, so that slices and submissions share their resamples. Average precision is resampled
 * where images are drawn singly; over buckets it stays NaN. Each resample stands for itself: `from…to` may be any part.
 */
export function resampleRange(
  pack: ResamplingPack,
  { seed, onProgress }: Pick<Resampling, 'seed' | 'onProgress'>,
  { from, to }: { from: number; to: number },
): Replicates {
  const { units, slices } = pack;
  const resamples = to - from;
  const values = new Float64Array(slices.length * replicateKeys.length * resamples).fill(Number.NaN);
  const counts = new Float64Array(tile * units.total);
  const tileSums = units.strata.map(({ width }) => new Float64Array(tile * width));
  const strata = emptySums(units.strata.length);
  const ofFakes = new Float64Array(statisticCount);
  const precision = units.single && pack.ranks ? openPrecisionMeter(pack.ranks) : null;
  for (let first = from; first < to; first += tile) {
    for (const [stratum, each] of units.strata.entries()) {
      for (let r = 0; r < tile; r++) {
        const at = r * units.total + each.start;
        drawCounts(counts, { at, units: each.units }, { seed, resample: first + r, stratum });
      }
      sumTile(tileSums[stratum]!, counts, each, units.total);
    }
    for (let r = 0; r < tile && first + r < to; r++) {
      takeSums(strata, tileSums, r);
      const precisions = precision?.(counts, r * units.total);
      for (const [index, slice] of slices.entries()) {
        const sums = sliceSums(slice, strata, ofFakes);
        let at = index * replicateKeys.length * resamples + first + r - from;
        for (const formula of formulas) {
          values[at] = formula(sums);
          at += resamples;
        }
        if (precisions) values[at] = precisions[index]!;
      }
    }
    if ((first - from) % progressStep === 0) onProgress?.((first - from) / resamples);
  }
  return { resamples, values };
}

/** The replicates of several ranges that follow each other, as one. */
export function joinRanges(parts: readonly Replicates[]): Replicates {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const resamples = parts.reduce((sum, part) => sum + part.resamples, 0);
  const rows = parts[0] ? parts[0].values.length / parts[0].resamples : 0;
  const values = new Float64Array(rows * resamples);
  let at = 0;
  for (const part of parts) {
    for (let row = 0; row < rows; row++) {
      values.set(part.values.subarray(row * part.resamples, (row + 1) * part.resamples), row * resamples + at);
    }
    at += part.resamples;
  }
  return { resamples, values };
}

/** The sums of resample r of a tile, by stratum. */
function takeSums(strata: StratumSums, tileSums: readonly Float64Array[], r: number): void {
  for (const [stratum, sums] of tileSums.entries()) {
    const start = (r * sums.length) / tile;
    const columns = imageColumn(stratum);
    strata.images[stratum] = sums[start + columns]!;
    const into = strata.sums[stratum]!;
    for (let c = 0; c < columns; c++) into[c] = sums[start + c]!;
  }
}
