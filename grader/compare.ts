import { type MetricKey, metricKeys } from '#submissions/scorecard.ts';
import { matchDetections } from './detections.ts';
import { emptyDraws, fillDraws } from './draws.ts';
import { mcnemarP } from './metrics/mcnemar.ts';
import { percentileInterval } from './metrics/percentile.ts';
import { openFakeMeter } from './metrics/statistics.ts';
import type { PredictionPack, TruthPack } from './pack.ts';
import { pairedBootstrapP } from './pair-tests.ts';
import {
  emptyReplicates,
  openResampler,
  type Replicates,
  type Resampling,
  replicateKeys,
  replicatesOf,
} from './replicates.ts';
import { assembleMeasured, emptyFakeStatistics, noBounds, report, type Scored, statisticsOf } from './score.ts';
import type { Slice } from './slices.ts';

/** One metric of two submissions on the same truth. */
export interface Difference {
  a: number | null;
  b: number | null;
  /** a − b; null where one of the two is */
  difference: number | null;
  /** 95% of the differences on shared resamples; null for COCO AP and AUROC, which are not resampled */
  interval: [number, number] | null;
  /** two-sided: exact McNemar for accuracy, paired bootstrap for the rest; null where there is no interval */
  p: number | null;
}

export type Comparison = Record<string, Record<MetricKey, Difference>>;

/** Compares two submissions in every slice, metric by metric, on the resamples that all submissions share. */
export function compare(
  truth: TruthPack,
  { a, b }: { a: PredictionPack; b: PredictionPack },
  resampling: Resampling,
): Comparison {
  const [one, other] = [prepare(truth, a, resampling), prepare(truth, b, resampling)];
  const comparison: Comparison = {};
  for (const [index, slice] of one.slices.entries()) {
    const differences = metricKeys.map((key): [MetricKey, Difference] => {
      const values = [one, other].map(({ scored }) => scored.slices[slice.name]!.metrics[key]) as [number, number];
      return [
        key,
        differ(values, pairedReplicates({ one, other, index }, key), () => accuracyP(truth, { one, other, slice })),
      ];
    });
    comparison[slice.name] = Object.fromEntries(differences) as Record<MetricKey, Difference>;
  }
  return comparison;
}

/** The values of a metric on the shared resamples; null when it is not resampled. */
function pairedReplicates(pair: { one: Prepared; other: Prepared; index: number }, key: MetricKey): Paired | null {
  const resampled = replicateKeys.find((each) => each === key);
  if (!resampled) return null;
  const of = (prepared: Prepared) => replicatesOf(prepared.replicates, pair.index, resampled);
  return { a: of(pair.one), b: of(pair.other), isAccuracy: key === 'accuracy' };
}

interface Prepared {
  slices: readonly Slice[];
  scored: Scored;
  replicates: Replicates;
  predictions: PredictionPack;
}

interface Paired {
  a: Float64Array;
  b: Float64Array;
  isAccuracy: boolean;
}

function prepare(truth: TruthPack, predictions: PredictionPack, { seed, resamples }: Resampling): Prepared {
  const fakes = emptyFakeStatistics(truth);
  openFakeMeter({ truth, predictions }, fakes)(0, truth.n);
  const measured = assembleMeasured(truth, statisticsOf(predictions, fakes), matchDetections(truth, predictions));
  const { slices } = measured.pack;
  const replicates = emptyReplicates(slices.length, resamples);
  const draws = emptyDraws(truth, { seed, resamples });
  fillDraws(draws, { from: 0, to: resamples });
  openResampler(measured.pack, replicates, draws)(0, resamples);
  return { slices, scored: report(measured, replicates, noBounds(slices.length)), replicates, predictions };
}

function differ([a, b]: readonly (number | null)[], paired: Paired | null, exactP: () => number): Difference {
  const nothing = { a: a ?? null, b: b ?? null, difference: null, interval: null, p: null };
  if (a == null || b == null) return nothing;
  if (!paired || paired.a.length === 0) return { ...nothing, difference: a - b };
  const interval = percentileInterval(paired.a.map((value, k) => value - paired.b[k]!));
  const p = paired.isAccuracy ? exactP() : interval && pairedBootstrapP(paired.a, paired.b);
  return { a, b, difference: a - b, interval, p };
}

function accuracyP(truth: TruthPack, { one, other, slice }: { one: Prepared; other: Prepared; slice: Slice }): number {
  let onlyA = 0;
  let onlyB = 0;
  for (const images of [truth.members[0]!, slice.fakes]) {
    for (const image of images) {
      const isFake = truth.isFake[image]!;
      const a = one.predictions.saysFake[image] === isFake;
      const b = other.predictions.saysFake[image] === isFake;
      if (a && !b) onlyA++;
      if (b && !a) onlyB++;
    }
  }
  return mcnemarP(onlyA, onlyB);
}
