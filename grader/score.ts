import type { MetricKey, ScoreReport, SliceReport } from '#submissions/scorecard.ts';
import { type CocoValues, cocoOfSlices } from './detections.ts';
import { percentileInterval, resamplingUnits } from './metrics/bootstrap.ts';
import { statisticCount } from './metrics/columns.ts';
import { type Auroc, auroc } from './metrics/detection.ts';
import { imageStatistics } from './metrics/statistics.ts';
import { sumMetrics } from './metrics/sums.ts';
import type { PredictionPack, TruthPack } from './pack.ts';
import { bootstrap, type ReplicateKey, type Resampling, sumMetricKeys } from './replicates.ts';
import { rankScores, realsUpTo, type ScoreRanks, sliceAveragePrecision } from './score-ranks.ts';
import { listSlices, type Slice, type StratumSums, sliceSums, sumStrata } from './slices.ts';
import { graderVersion, metricsSpec } from './version.ts';

export interface Scored {
  slices: Record<string, SliceReport>;
  /** for each slice fxScore on every shared resample, for paired tests; NaN where it is null there */
  replicates: Record<string, Float64Array>;
}

/** 97.5% point of the standard normal distribution */
const z975 = 1.959963984540054;

/**
 * Every metric of every slice (spec 1), with 95% intervals unless `resamples` is 0. Pure: the same packs, seed and number
 * of resamples give the same result to the bit. Intervals: percentile bootstrap; AUROC by DeLong; none for COCO AP, which
 * never ranks and would need every resample matched anew, nor for average precision above 100,000 images.
 */
export function score(truth: TruthPack, predictions: PredictionPack, resampling: Resampling): Scored {
  const slices = listSlices(truth);
  const statistics = imageStatistics(truth, predictions);
  const ranks = rankScores(predictions, slices);
  const strata = sumStrata(truth, statistics);
  const coco = cocoOfSlices(truth, predictions, slices);
  const units = resamplingUnits(truth, statistics);
  const replicates = bootstrap({ truth, units, ranks, slices }, resampling);
  const upTo = ranks && realsUpTo(truth, ranks, () => 1);
  const reports = slices.map((slice, index): [string, SliceReport] => {
    const roc = sliceAuroc(truth, predictions, slice);
    const precision = ranks && upTo ? sliceAveragePrecision(ranks, slice, null, upTo) : null;
    const metrics = pointValues({ slice, strata, ranks, coco: coco[index]!, roc, precision });
    const counts = {
      n: truth.members[0]!.length + slice.fakes.length,
      fakes: slice.fakes.length,
      reals: truth.members[0]!.length,
    };
    return [slice.name, { ...counts, metrics, intervals: intervals(metrics, replicates.get(slice.name)!, roc) }];
  });
  return {
    slices: Object.fromEntries(reports),
    replicates: Object.fromEntries(slices.map(({ name }) => [name, replicates.get(name)!.fxScore])),
  };
}

function sliceAuroc(truth: TruthPack, { scores }: PredictionPack, slice: Slice): Auroc | null {
  if (!scores) return null;
  const of = (images: Int32Array) => Float64Array.from(images, (image) => scores[image]!);
  return auroc(of(slice.fakes), of(truth.members[0]!));
}

interface SliceParts {
  slice: Slice;
  strata: StratumSums;
  ranks: ScoreRanks | null;
  coco: CocoValues;
  roc: Auroc | null;
  precision: number | null;
}

function pointValues({ slice, strata, ranks, coco, roc, precision }: SliceParts): Record<MetricKey, number | null> {
  const sums = sliceSums(slice, strata, new Float64Array(statisticCount));
  const ofSums = Object.fromEntries(sumMetricKeys.map((key) => [key, orNull(sumMetrics[key](sums))])) as Record<
    keyof typeof sumMetrics,
    number | null
  >;
  return {
    ...ofSums,
    brier: ranks ? ofSums.brier : null,
    auroc: roc?.value ?? null,
    averagePrecision: precision === null ? null : orNull(precision),
    ...coco,
  };
}

/** NaN is how the arithmetic says "nothing to measure"; a report says null. */
function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function intervals(
  metrics: Readonly<Record<MetricKey, number | null>>,
  replicates: Readonly<Record<ReplicateKey, Float64Array>>,
  roc: Auroc | null,
): SliceReport['intervals'] {
  const found: SliceReport['intervals'] = {};
  for (const [key, values] of Object.entries(replicates) as [ReplicateKey, Float64Array][]) {
    const interval = metrics[key] === null ? null : percentileInterval(values);
    if (interval) found[key] = interval;
  }
  if (roc?.variance != null && Object.keys(found).length > 0) {
    const half = z975 * Math.sqrt(roc.variance);
    found.auroc = [Math.max(0, roc.value - half), Math.min(1, roc.value + half)];
  }
  return found;
}

/** A report with all that names what was judged, by what and how. */
export function assembleReport(parts: {
  slices: Record<string, SliceReport>;
  dataset: ScoreReport['dataset'];
  predictionsSha256: string;
  seed: number;
}): ScoreReport {
  const { dataset, predictionsSha256, seed, slices } = parts;
  return { graderVersion, metricsSpec, dataset, predictionsSha256, seed, slices };
}
