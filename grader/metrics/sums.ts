import { statistic, tagCount } from './columns.ts';

/** What the metrics of a slice need: summed statistics of its reals and of its fakes, and how many there are. */
export interface SliceSums {
  reals: number;
  fakes: number;
  /** [statistics] sums over the slice's real images: correct, squaredError, predicted */
  ofReals: Float64Array;
  /** [statistics] sums over its fakes */
  ofFakes: Float64Array;
}

const S = statistic;

/**
 * Every metric that is arithmetic on sums (spec 1); NaN where there is nothing to measure. `brier` assumes scores.
 *
 * @example
 * const [ofReals, ofFakes] = [emptyRow(), emptyRow()];
 * ofReals[statistic.correct] = 3;
 * ofFakes[statistic.correct] = 1;
 * sumMetrics.accuracy({ reals: 4, fakes: 4, ofReals, ofFakes }) // → 0.5
 * sumMetrics.recall({ reals: 4, fakes: 0, ofReals, ofFakes: emptyRow() }) // → NaN
 */
export const sumMetrics = {
  accuracy: (s) => (s.ofReals[S.correct]! + s.ofFakes[S.correct]!) / (s.reals + s.fakes),
  recall,
  specificity,
  balancedAccuracy: (s) => (recall(s) + specificity(s)) / 2,
  f1: (s) => {
    const hits = s.ofFakes[S.correct]!;
    const falseAlarms = s.reals - s.ofReals[S.correct]!;
    return (2 * hits) / (2 * hits + falseAlarms + (s.fakes - hits));
  },
  brier: (s) => (s.ofReals[S.squaredError]! + s.ofFakes[S.squaredError]!) / (s.reals + s.fakes),
  iou: (s) => s.ofFakes[S.iou]! / s.ofFakes[S.grounded]!,
  pixelPrecision: (s) => s.ofFakes[S.sharedArea]! / s.ofFakes[S.predictedArea]!,
  pixelRecall: (s) => s.ofFakes[S.sharedArea]! / s.ofFakes[S.annotatedArea]!,
  groundingF1: (s) => (2 * s.ofFakes[S.matchedIou]!) / s.ofFakes[S.regions]!,
  f1At30: (s) => (2 * s.ofFakes[S.pairsAt30]!) / s.ofFakes[S.regions]!,
  f1At50: (s) => (2 * s.ofFakes[S.pairsAt50]!) / s.ofFakes[S.regions]!,
  f1At75: (s) => (2 * s.ofFakes[S.pairsAt75]!) / s.ofFakes[S.regions]!,
  hallucinationRate: (s) => {
    const predicted = s.ofReals[S.predicted]! + s.ofFakes[S.predicted]!;
    return (predicted - s.ofFakes[S.pairsAt30]!) / predicted;
  },
  tagF1,
  tagMacroF1,
  tagJaccard: (s) => s.ofFakes[S.tagJaccard]! / s.fakes,
  tagExact: (s) => s.ofFakes[S.tagExact]! / s.fakes,
  rougeL: (s) => s.ofFakes[S.rougeL]! / s.ofFakes[S.grounded]!,
  bleu2: (s) => s.ofFakes[S.bleu2]! / s.ofFakes[S.grounded]!,
  groundedText: (s) => (2 * s.ofFakes[S.matchedText]!) / s.ofFakes[S.regions]!,
  rightReason: (s) => s.ofFakes[S.rightReason]! / s.fakes,
  fxScore,
} satisfies Record<string, (sums: SliceSums) => number>;

export type SumMetric = keyof typeof sumMetrics;

function recall(s: SliceSums): number {
  return s.ofFakes[S.correct]! / s.fakes;
}

function specificity(s: SliceSums): number {
  return s.ofReals[S.correct]! / s.reals;
}

function tagF1(s: SliceSums): number {
  let hits = 0;
  let uses = 0;
  for (let tag = 0; tag < tagCount; tag++) {
    hits += s.ofFakes[S.perTagHits + tag]!;
    uses += s.ofFakes[S.perTagUses + tag]!;
  }
  return (2 * hits) / uses;
}

/** Mean of per-tag F1 over the tags that the truth uses. */
function tagMacroF1(s: SliceSums): number {
  let sum = 0;
  let used = 0;
  for (let tag = 0; tag < tagCount; tag++) {
    if (s.ofFakes[S.perTagTruth + tag] === 0) continue;
    used++;
    sum += (2 * s.ofFakes[S.perTagHits + tag]!) / s.ofFakes[S.perTagUses + tag]!;
  }
  return sum / used;
}

/** The ranking score: mean of 2·balancedAccuracy − 1, groundingF1, tagF1 and groundedText. */
function fxScore(s: SliceSums): number {
  const grounding = (2 * s.ofFakes[S.matchedIou]!) / s.ofFakes[S.regions]!;
  const text = (2 * s.ofFakes[S.matchedText]!) / s.ofFakes[S.regions]!;
  return (recall(s) + specificity(s) - 1 + grounding + tagF1(s) + text) / 4;
}
