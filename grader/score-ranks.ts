import type { ScoreRanks } from './metrics/average-precision.ts';
import type { PredictionPack, TruthPack } from './pack.ts';
import type { Slice } from './slices.ts';

/** Null unless every line has a score. */
export function rankScores(truth: TruthPack, { scores }: PredictionPack, slices: readonly Slice[]): ScoreRanks | null {
  if (!scores) return null;
  const order = Int32Array.from(scores, (_, image) => image).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const groupEnd = new Int32Array(order.length);
  for (let i = order.length - 1; i >= 0; i--) {
    const same = i + 1 < order.length && scores[order[i]!] === scores[order[i + 1]!];
    groupEnd[i] = same ? groupEnd[i + 1]! : i + 1;
  }
  const slicesOf = truth.members.map((_, stratum) =>
    Int32Array.from(slices.flatMap((slice, index) => (slice.strata.includes(stratum) ? [index] : []))),
  );
  return { order, groupEnd, slicesOf, stratum: truth.stratum, slices: slices.length };
}
