import { openPrecisionAccumulator, type ScoreOrder } from '#grader/metrics/average-precision.ts';
import { sumTile, tile } from '#grader/metrics/bootstrap.ts';
import { emptyRow } from '#grader/metrics/rows.ts';
import { type SumMetric, sumMetrics } from '#grader/metrics/sums.ts';
import { type ResamplingUnits, readSums } from '#grader/metrics/units.ts';
import { drawCountTile, type ResampleCounts } from './resample-counts.ts';
import { emptySums, type Slice, sliceSums } from './slices.ts';

export const sumMetricKeys = Object.keys(sumMetrics) as SumMetric[];
const formulas = sumMetricKeys.map((key) => sumMetrics[key]);
export const replicateKeys = [...sumMetricKeys, 'averagePrecision'] as const;
export type ReplicateKey = (typeof replicateKeys)[number];

/** What a thread needs to resample a submission: plain data. */
export interface ResamplingPack {
  units: ResamplingUnits;
  /** null unless every line has a score */
  ranks: ScoreOrder | null;
  slices: readonly Slice[];
}

/** For each slice and metric its value on every resample; NaN where that resample leaves nothing to measure. */
export interface Replicates {
  resamples: number;
  /** [slices × keys × resamples] */
  values: Float64Array;
}

/**
 * The values `[resamples]` of one slice (by its place in the list) and metric: a view.
 *
 * @example
 * const replicates = emptyReplicates(2, 100);
 * replicates.values[100 * (replicateKeys.length + replicateKeys.indexOf('iou'))] = 0.5;
 * replicatesOf(replicates, 1, 'iou')[0] // → 0.5
 */
export function replicatesOf({ resamples, values }: Replicates, slice: number, key: ReplicateKey): Float64Array {
  const start = (slice * replicateKeys.length + replicateKeys.indexOf(key)) * resamples;
  return values.subarray(start, start + resamples);
}

/** Resamples that are held back before they are written out: a cache line of numbers. */
const buffered = 8;

/**
 * Room for the replicates of some slices, in memory that threads share.
 *
 * @example
 * emptyReplicates(2, 100).values.length === 2 * replicateKeys.length * 100 // → true
 */
export function emptyReplicates(slices: number, resamples: number): Replicates {
  const bytes = 8 * slices * replicateKeys.length * resamples;
  return { resamples, values: new Float64Array(new SharedArrayBuffer(bytes)) };
}

/** Fills in the resamples `from…to`, `from` a multiple of {@link tile}. */
export type Resampler = (from: number, to: number) => void;

/**
 * The stratified bootstrap (Efron & Tibshirani 1993): in each resample every stratum is drawn once, and all slices are
 * put together from the strata, so that slices and submissions share their resamples. Average precision is resampled
 * where images are drawn singly; over buckets it is NaN. Each resample stands for itself, so any part may be filled in
 * on any thread. Holds working memory.
 *
 * @example
 * // truth, measurements: tests/example-images.ts
 * const { pack } = assembleMeasured(truth, measurements);
 * const replicates = emptyReplicates(pack.slices.length, 8);
 * const resample = openResampler(pack, replicates, drawResampleCounts(truth, { seed: 1, resamples: 8 }));
 * resample(0, 8);
 * replicatesOf(replicates, 0, 'recall').every((value) => [0, 0.5, 1].includes(value)) // → true
 */
export function openResampler(
  pack: ResamplingPack,
  { resamples, values }: Replicates,
  resampleCounts: ResampleCounts,
): Resampler {
  const { units, slices } = pack;
  const { plan, seed } = resampleCounts;
  const counts = resampleCounts.counts ?? new Uint8Array(tile * units.total);
  const tileSums = units.strata.map(({ width }) => new Float64Array(tile * width));
  const strata = emptySums(units.strata.length);
  const ofFakes = emptyRow();
  const precision = units.single && pack.ranks ? openPrecisionAccumulator(pack.ranks) : null;
  const rows = slices.length * replicateKeys.length;
  const buffer = new Float64Array(rows * buffered); // [rows × buffered]: the rows of `values` lie far apart in memory
  let held = 0;

  function writeOut(upTo: number): void {
    for (let row = 0; row < rows; row++) {
      const at = row * resamples + upTo - held;
      for (let k = 0; k < held; k++) values[at + k] = buffer[row * buffered + k]!;
    }
    held = 0;
  }

  /** Sums a tile; returns where its counts begin. */
  function sumResamples(first: number): number {
    const at = resampleCounts.counts ? first * units.total : 0;
    if (!resampleCounts.counts) drawCountTile(counts, at, { plan, seed, first });
    for (const [stratum, each] of units.strata.entries()) {
      sumTile(tileSums[stratum]!, counts, each, { at: at + each.start, stride: units.total });
    }
    return at;
  }

  function measureResample(r: number, at: number): void {
    for (const [stratum, sums] of tileSums.entries()) {
      readSums(units.strata[stratum]!, sums, (r * sums.length) / tile, strata[stratum]!);
    }
    const precisions = precision?.(counts, at + r * units.total);
    let place = held;
    for (let index = 0; index < slices.length; index++) {
      const sums = sliceSums(slices[index]!, strata, ofFakes);
      for (let k = 0; k < formulas.length; k++) {
        buffer[place] = formulas[k]!(sums);
        place += buffered;
      }
      buffer[place] = precisions ? precisions[index]! : Number.NaN;
      place += buffered;
    }
    held++;
  }

  return (from, to) => {
    for (let first = from; first < to; first += tile) {
      const at = sumResamples(first);
      for (let r = 0; r < tile && first + r < to; r++) {
        measureResample(r, at);
        if (held === buffered) writeOut(first + r + 1);
      }
    }
    writeOut(to);
  };
}
