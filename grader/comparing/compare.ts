import { compareAurocs, type PairedScores } from '#grader/metrics/delong.ts';
import { mcnemarP } from '#grader/metrics/mcnemar.ts';
import { percentileInterval } from '#grader/metrics/percentile.ts';
import { pairedBootstrapP } from '#grader/ranking/pair-tests.ts';
import type { Measurements } from '#grader/reading/measurements.ts';
import { noBounds } from '#grader/scoring/intervals.ts';
import {
  emptyReplicates,
  openResampler,
  type Replicates,
  replicateKeys,
  replicatesOf,
} from '#grader/scoring/replicates.ts';
import { drawResampleCounts, type ResampleCounts } from '#grader/scoring/resample-counts.ts';
import type { Resampling } from '#grader/scoring/resampling.ts';
import { assembleMeasured, report, type Scored } from '#grader/scoring/score.ts';
import type { Slice } from '#grader/scoring/slices.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import type { Comparison, Difference } from '#submissions/comparison.ts';
import { type MetricKey, metricKeys } from '#submissions/scorecard.ts';

/** A submission with all that a comparison with any other on the same truth needs. */
export interface Comparable {
  slices: readonly Slice[];
  scored: Scored;
  replicates: Replicates;
  measurements: Measurements;
}

/** Two submissions on the same truth. */
export interface ComparedPair {
  a: Comparable;
  b: Comparable;
}

/** Values of every metric on the resamples; the costly half of a comparison. */
export function openComparable(
  truth: TruthPack,
  measurements: Measurements,
  resampleCounts: ResampleCounts,
): Comparable {
  const measured = assembleMeasured(truth, measurements);
  const { slices } = measured.pack;
  const replicates = emptyReplicates(slices.length, resampleCounts.resamples);
  openResampler(measured.pack, replicates, resampleCounts)(0, resampleCounts.resamples);
  return { slices, scored: report(measured, replicates, noBounds(slices.length)), replicates, measurements };
}

/** Compares two submissions in every slice, metric by metric, on the resamples that all submissions share. */
export function compare(
  truth: TruthPack,
  pair: { a: Measurements; b: Measurements },
  resampling: Resampling,
): Comparison {
  const resampleCounts = drawResampleCounts(truth, resampling);
  return comparePair(truth, {
    a: openComparable(truth, pair.a, resampleCounts),
    b: openComparable(truth, pair.b, resampleCounts),
  });
}

/** As {@link compare}, of two that are ready. */
export function comparePair(truth: TruthPack, pair: ComparedPair): Comparison {
  return Object.fromEntries(
    pair.a.slices.map((slice, index) => [
      slice.name,
      Object.fromEntries(metricKeys.map((key) => [key, differ(truth, pair, { slice, index, key })])) as Record<
        MetricKey,
        Difference
      >,
    ]),
  );
}

interface SliceMetric {
  slice: Slice;
  /** place of the slice in the list */
  index: number;
  key: MetricKey;
}

function differ(truth: TruthPack, pair: ComparedPair, which: SliceMetric): Difference {
  const { slice, key } = which;
  const metricOf = ({ scored }: Comparable) => scored.slices[slice.name]!.metrics[key];
  const [a, b] = [metricOf(pair.a), metricOf(pair.b)];
  if (a === null || b === null) return { a, b, difference: null, interval: null, p: null };
  return {
    a,
    b,
    difference: a - b,
    ...(key === 'auroc' ? testAuroc(truth, pair, slice) : testResampled(truth, pair, which)),
  };
}

type Test = Pick<Difference, 'interval' | 'p'>;
const untested: Test = { interval: null, p: null };

function testAuroc(truth: TruthPack, { a, b }: ComparedPair, slice: Slice): Test {
  const [ofA, ofB] = [a.measurements.scores, b.measurements.scores];
  if (!ofA || !ofB) return untested;
  const pick = (images: Int32Array): PairedScores => ({
    a: Float64Array.from(images, (image) => ofA[image]!),
    b: Float64Array.from(images, (image) => ofB[image]!),
  });
  const found = compareAurocs(pick(slice.fakes), pick(truth.members[0]!));
  return found ? { interval: found.interval, p: found.p } : untested;
}

function testResampled(truth: TruthPack, pair: ComparedPair, { slice, index, key }: SliceMetric): Test {
  const resampled = replicateKeys.find((each) => each === key);
  if (!resampled) return untested;
  const a = replicatesOf(pair.a.replicates, index, resampled); // [resamples]
  const b = replicatesOf(pair.b.replicates, index, resampled);
  const interval = percentileInterval(a.map((value, k) => value - b[k]!));
  if (!interval) return untested;
  return { interval, p: key === 'accuracy' ? accuracyP(truth, pair, slice) : pairedBootstrapP(a, b) };
}

function accuracyP(truth: TruthPack, { a, b }: ComparedPair, slice: Slice): number {
  let onlyA = 0;
  let onlyB = 0;
  for (const images of [truth.members[0]!, slice.fakes]) {
    for (const image of images) {
      const isFake = truth.isFake[image]!;
      const rightA = a.measurements.saysFake[image] === isFake;
      const rightB = b.measurements.saysFake[image] === isFake;
      if (rightA && !rightB) onlyA++;
      if (rightB && !rightA) onlyB++;
    }
  }
  return mcnemarP(onlyA, onlyB);
}
