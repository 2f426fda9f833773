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

/** Resamples that are held back before they are written out: a cache line of numbers. */
const buffered = 8;

/** Room for the replicates of some slices, in memory that threads share. */
export function emptyReplicates(slices: number, resamples: number): Replicates {
  const bytes = 8 * slices * replicateKeys.length * resamples;
  return { resamples, values: new Float64Array(new SharedArrayBuffer(bytes)) };
}

export interface ResampleRange {
  seed: number;
  from: number;
  to: number;
}

/**
 * The stratified bootstrap (Efron & Tibshirani 1993): in each resample every stratum is drawn once, and all slices are
 * put together from the strata, so that slices and submissions share their resamples. Average precision is resampled
 * where images are drawn singly; over buckets it is NaN. Each resample stands for itself, so `from…to` may be any part.
 */
export function resampleRange(
  pack: ResamplingPack,
  { resamples, values }: Replicates,
  { seed, from, to }: ResampleRange,
): void {
  const { units, slices } = pack;
  const counts = new Float64Array(tile * units.total);
  const tileSums = units.strata.map(({ width }) => new Float64Array(tile * width));
  const strata = emptySums(units.strata.length);
  const ofFakes = new Float64Array(statisticCount);
  const precision = units.single && pack.ranks ? openPrecisionMeter(pack.ranks) : null;
  const rows = slices.length * replicateKeys.length;
  /** resample after resample in each row: written out some at a time, for the rows lie far apart in memory */
  const buffer = new Float64Array(rows * buffered);
  let held = 0;
  const writeOut = (upTo: number) => {
    for (let row = 0; row < rows; row++) {
      const at = row * resamples + upTo - held;
      for (let k = 0; k < held; k++) values[at + k] = buffer[row * buffered + k]!;
    }
    held = 0;
  };
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
      let at = held;
      for (let index = 0; index < slices.length; index++) {
        const sums = sliceSums(slices[index]!, strata, ofFakes);
        for (let k = 0; k < formulas.length; k++) {
          buffer[at] = formulas[k]!(sums);
          at += buffered;
        }
        buffer[at] = precisions ? precisions[index]! : Number.NaN;
        at += buffered;
      }
      held++;
      if (held === buffered) writeOut(first + r + 1);
    }
  }
  writeOut(to);
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
