import { averagePrecision } from './metrics/detection.ts';
import type { PredictionPack, TruthPack } from './pack.ts';
import type { Slice } from './slices.ts';

/** Image scores as ranks, so that a resample's average precision is one walk over the slice's fakes. */
export interface ScoreRanks {
  /** for each image the rank of its score among the distinct scores, highest first */
  rank: Int32Array;
  distinct: number;
  /** the fakes of each slice by ascending rank, and their ranks */
  ordered: ReadonlyMap<string, { images: Int32Array; ranks: Int32Array }>;
}

/** Null unless every line has a score. */
export function rankScores({ scores }: PredictionPack, slices: readonly Slice[]): ScoreRanks | null {
  if (!scores) return null;
  const distinct = [...new Set(scores)].sort((a, b) => b - a);
  const places = new Map(distinct.map((score, index) => [score, index]));
  const rank = Int32Array.from(scores, (score) => places.get(score) ?? 0);
  const ordered = slices.map(({ name, fakes }) => {
    const images = fakes.slice().sort((a, b) => rank[a]! - rank[b]! || a - b);
    return [name, { images, ranks: images.map((image) => rank[image]!) }] as const;
  });
  return { rank, distinct: distinct.length, ordered: new Map(ordered) };
}

/** The weight of the real images of rank ≤ k, for every k. */
export function realsUpTo(truth: TruthPack, ranks: ScoreRanks, weightOf: (realIndex: number) => number): Float64Array {
  const upTo = new Float64Array(ranks.distinct);
  for (const [index, image] of truth.members[0]!.entries()) upTo[ranks.rank[image]!]! += weightOf(index);
  for (let k = 1; k < upTo.length; k++) upTo[k]! += upTo[k - 1]!;
  return upTo;
}

/** Average precision of a slice with whole weights of its fakes; NaN when it has none. */
export function sliceAveragePrecision(
  ranks: ScoreRanks,
  slice: Slice,
  weights: Uint16Array | null,
  upTo: Float64Array,
): number {
  const of = ranks.ordered.get(slice.name);
  if (!of) return Number.NaN;
  const ofFakes = weights ? of.images.map((image) => weights[image]!) : new Int32Array(of.images.length).fill(1);
  return averagePrecision(of.ranks, ofFakes, upTo);
}
