import { type Auroc, auroc } from '#grader/metrics/auroc.ts';
import { openPrecisionAccumulator } from '#grader/metrics/average-precision.ts';
import { z975 } from '#grader/metrics/normal.ts';
import { emptyRow } from '#grader/metrics/rows.ts';
import { sumMetrics } from '#grader/metrics/sums.ts';
import { resamplingUnits } from '#grader/metrics/units.ts';
import type { Measurements } from '#grader/reading/measurements.ts';
import { graderVersion, metricsSpec } from '#grader/release/version.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import type { ScoreReport, SliceReport } from '#submissions/score-report.ts';
import type { MetricKey } from '#submissions/scorecard.ts';
import { type CocoValues, cocoOfSlices } from './coco-by-slice.ts';
import { boundSlices } from './intervals.ts';
import {
  emptyReplicates,
  openResampler,
  type Replicates,
  type ResamplingPack,
  replicateKeys,
  replicatesOf,
  sumMetricKeys,
} from './replicates.ts';
import { drawResampleCounts } from './resample-counts.ts';
import type { Resampling } from './resampling.ts';
import { orderByScore } from './score-order.ts';
import { listSlices, type Slice, type StratumSums, sliceSums, sumStrata } from './slices.ts';

/** The report on a submission, and what boards test by. */
export interface Scored {
  slices: Record<string, SliceReport>;
  /** for each slice fxScore on every shared resample [resamples], for paired tests; NaN where it is null there */
  replicates: Record<string, Float64Array>;
}

/**
 * Every metric of every slice (spec 1), with 95% intervals unless `resamples` is 0. The same packs, seed and number of
 * resamples give the same result to the bit, on any number of threads. Intervals: percentile bootstrap; AUROC by DeLong;
 * none for COCO AP, which never ranks and would need every resample matched anew, nor for average precision above
 * 100,000 images. A metric with nothing to measure is null and has no interval.
 *
 * @example
 * // truth, measurements: tests/example-images.ts
 * const { overall } = score(truth, measurements, { seed: 1, resamples: 0 }).slices;
 * [overall.n, overall.fakes, overall.reals] // → [4, 2, 2]
 * [overall.metrics.accuracy, overall.metrics.auroc, overall.metrics.groundingF1] // ≈ [0.5, 0.75, 0.666667]
 * overall.intervals // → {}
 */
export function score(truth: TruthPack, measurements: Measurements, resampling: Resampling): Scored {
  const { resamples } = resampling;
  const measured = assembleMeasured(truth, measurements);
  const { slices } = measured.pack;
  const replicates = emptyReplicates(slices.length, resamples);
  const resampleCounts = drawResampleCounts(truth, resampling);
  openResampler(measured.pack, replicates, resampleCounts)(0, resamples);
  const bounds = boundSlices(replicates, { from: 0, to: slices.length });
  return report(measured, replicates, bounds);
}

/** Everything a report needs but the resamples. */
export interface Measured {
  truth: TruthPack;
  scores: Float64Array | null;
  pack: ResamplingPack;
  strata: StratumSums;
  coco: readonly CocoValues[];
}

/**
 * Puts together what was measured of every image: all that a report needs but the resamples.
 *
 * @example
 * // truth, measurements: tests/example-images.ts
 * const { pack, strata } = assembleMeasured(truth, measurements);
 * [pack.slices.length, strata.length] // → [5, 3]
 */
export function assembleMeasured(truth: TruthPack, measurements: Measurements): Measured {
  const slices = listSlices(truth);
  const { scores, detections } = measurements;
  return {
    truth,
    scores,
    pack: { slices, units: resamplingUnits(truth, measurements), ranks: orderByScore(truth, scores, slices) },
    strata: sumStrata(truth, measurements),
    coco: cocoOfSlices(truth, detections, slices),
  };
}

/**
 * Point values and intervals of every slice; `bounds` as of {@link boundSlices} for all slices.
 *
 * @example
 * // truth, measurements: tests/example-images.ts
 * const measured = assembleMeasured(truth, measurements);
 * const { slices } = report(measured, emptyReplicates(5, 0), noBounds(5));
 * Object.keys(slices)
 * // → ['overall', 'family:gan', 'family:dit', 'generator:dit-1', 'generator:gan-1']
 */
export function report(measured: Measured, replicates: Replicates, bounds: Float64Array): Scored {
  const { truth, scores, pack, strata, coco } = measured;
  const ofReals = scores && sortedScores(scores, truth.members[0]!);
  const { slices, ranks } = pack;
  const precisions = ranks && openPrecisionAccumulator(ranks)(new Uint8Array(truth.n).fill(1), 0);
  const reports = slices.map((slice, index): [string, SliceReport] => {
    const roc = scores && ofReals && auroc(sortedScores(scores, slice.fakes), ofReals);
    const precision = precisions ? orNull(precisions[index]!) : null;
    const metrics = pointValues({ slice, strata, hasScores: ranks !== null, coco: coco[index]!, roc, precision });
    const counts = {
      n: truth.members[0]!.length + slice.fakes.length,
      fakes: slice.fakes.length,
      reals: truth.members[0]!.length,
    };
    return [slice.name, { ...counts, metrics, intervals: intervals(metrics, { bounds, index }, roc) }];
  });
  const fxScores = slices.map(({ name }, index) => [name, replicatesOf(replicates, index, 'fxScore').slice()]);
  return { slices: Object.fromEntries(reports), replicates: Object.fromEntries(fxScores) };
}

/** The scores of some images in ascending order. */
function sortedScores(scores: Float64Array, images: Int32Array): Float64Array {
  const sorted = new Float64Array(images.length);
  for (let i = 0; i < images.length; i++) sorted[i] = scores[images[i]!]!;
  return sorted.sort();
}

interface SliceParts {
  slice: Slice;
  strata: StratumSums;
  hasScores: boolean;
  coco: CocoValues;
  roc: Auroc | null;
  precision: number | null;
}

function pointValues({ slice, strata, hasScores, coco, roc, precision }: SliceParts): Record<MetricKey, number | null> {
  const sums = sliceSums(slice, strata, emptyRow());
  const ofSums = Object.fromEntries(sumMetricKeys.map((key) => [key, orNull(sumMetrics[key](sums))])) as Record<
    keyof typeof sumMetrics,
    number | null
  >;
  return {
    ...ofSums,
    brier: hasScores ? ofSums.brier : null,
    auroc: roc?.value ?? null,
    averagePrecision: precision,
    ...coco,
  };
}

/** Nothing to measure is NaN in the arithmetic and null in a report. */
function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function intervals(
  metrics: Readonly<Record<MetricKey, number | null>>,
  { bounds, index }: { bounds: Float64Array; index: number },
  roc: Auroc | null,
): SliceReport['intervals'] {
  const found: SliceReport['intervals'] = {};
  for (const [k, key] of replicateKeys.entries()) {
    const at = 2 * (index * replicateKeys.length + k);
    if (metrics[key] !== null && !Number.isNaN(bounds[at]!)) found[key] = [bounds[at]!, bounds[at + 1]!];
  }
  if (roc?.variance != null && Object.keys(found).length > 0) {
    const half = z975 * Math.sqrt(roc.variance);
    found.auroc = [Math.max(0, roc.value - half), Math.min(1, roc.value + half)];
  }
  return found;
}

/**
 * A report with everything that identifies what was judged, by which grader and how.
 *
 * @example
 * const dataset = { name: 'FakeXplained', version: '1', split: 'dev', truthSha256: sha256Of('') };
 * assembleReport({ slices: {}, dataset, predictionsSha256: sha256Of(''), seed: 7 }).graderVersion === graderVersion // → true
 */
export function assembleReport(parts: {
  slices: Record<string, SliceReport>;
  dataset: ScoreReport['dataset'];
  predictionsSha256: string;
  seed: number;
}): ScoreReport {
  const { dataset, predictionsSha256, seed, slices } = parts;
  return { graderVersion, metricsSpec, dataset, predictionsSha256, seed, slices };
}
