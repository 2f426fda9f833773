import { addDrawn, drawCounts, type ResamplingUnits } from './metrics/bootstrap.ts';
import { statisticCount, statisticsOfReals } from './metrics/columns.ts';
import { type SumMetric, sumMetrics } from './metrics/sums.ts';
import type { TruthPack } from './pack.ts';
import { realsUpTo, type ScoreRanks, sliceAveragePrecision } from './score-ranks.ts';
import { emptySums, type Slice, sliceSums } from './slices.ts';

export const sumMetricKeys = Object.keys(sumMetrics) as SumMetric[];
export type ReplicateKey = SumMetric | 'averagePrecision';

/** For each slice and metric its value on every resample; NaN where that resample leaves nothing to measure. */
export type Replicates = ReadonlyMap<string, Readonly<Record<ReplicateKey, Float64Array>>>;

export interface Resampling {
  seed: number;
  resamples: number;
  onProgress?: ((share: number) => void) | undefined;
}

/** How often progress is told, in resamples. */
const progressStep = 200;

/**
 * The stratified bootstrap (Efron & Tibshirani 1993): in each resample every stratum is drawn once, and all slices are
 * put together from the strata, so that slices and submissions share their resamples. Average precision is resampled
 * where images are drawn singly; over buckets it stays NaN.
 */
export function bootstrap(
  pack: { truth: TruthPack; units: ResamplingUnits; ranks: ScoreRanks | null; slices: readonly Slice[] },
  { seed, resamples, onProgress }: Resampling,
): Replicates {
  const { truth, units, slices } = pack;
  const ranks = units.single ? pack.ranks : null;
  const replicates = new Map(slices.map((slice) => [slice.name, emptyReplicates(resamples)]));
  const counts = units.sizes.map((sizes) => new Uint16Array(sizes.length));
  const strata = emptySums(units.rows.length);
  const weights = new Uint16Array(truth.n);
  const ofFakes = new Float64Array(statisticCount);
  for (let b = 0; b < resamples; b++) {
    for (const [s, rows] of units.rows.entries()) {
      drawCounts(counts[s]!, seed, b, s);
      const columns = s === 0 ? statisticsOfReals : statisticCount;
      strata.images[s] = addDrawn(strata.sums[s]!, counts[s]!, { rows, sizes: units.sizes[s]! }, columns);
      if (ranks) for (const [k, image] of truth.members[s]!.entries()) weights[image] = counts[s]![k]!;
    }
    const upTo = ranks && realsUpTo(truth, ranks, (index) => counts[0]![index]!);
    for (const slice of slices) {
      const sums = sliceSums(slice, strata, ofFakes);
      const values = replicates.get(slice.name)!;
      for (const key of sumMetricKeys) values[key][b] = sumMetrics[key](sums);
      if (ranks && upTo) values.averagePrecision[b] = sliceAveragePrecision(ranks, slice, weights, upTo);
    }
    if (b % progressStep === 0) onProgress?.(b / resamples);
  }
  return replicates;
}

function emptyReplicates(resamples: number): Record<ReplicateKey, Float64Array> {
  const keys: ReplicateKey[] = [...sumMetricKeys, 'averagePrecision'];
  const entries = keys.map((key) => [key, new Float64Array(resamples).fill(Number.NaN)] as const);
  return Object.fromEntries(entries) as Record<ReplicateKey, Float64Array>;
}
