import { groupEnds, type ScoreRanks } from './metrics/average-precision.ts';
import type { PredictionPack, TruthPack } from './pack.ts';
import type { Slice } from './slices.ts';

/** Scores as groups; images are named by `unitOf`. Null unless every line has a score. */
export function rankScores(
  truth: TruthPack,
  { scores }: Pick<PredictionPack, 'scores'>,
  { slices, unitOf }: { slices: readonly Slice[]; unitOf: Int32Array },
): ScoreRanks | null {
  if (!scores) return null;
  const distinct = Float64Array.from(new Set(scores)).sort().reverse();
  const groupOf = new Map(Array.from(distinct, (score, group) => [score, group]));
  const group = Int32Array.from(scores, (score) => groupOf.get(score) ?? 0);
  const listed = (images: Int32Array) => ({
    units: images.map((image) => unitOf[image]!),
    groups: images.map((image) => group[image]!),
  });
  return {
    groups: distinct.length,
    reals: listed(truth.members[0]!),
    fakes: slices.map(({ fakes }) => {
      const ranked = listed(fakes.slice().sort((a, b) => group[a]! - group[b]! || a - b));
      return { ...ranked, ends: groupEnds(ranked.groups) };
    }),
  };
}

/** The unit of every image where images are drawn singly: strata after each other, in each its members in order. */
export function unitsOfImages({ n, members }: Pick<TruthPack, 'n' | 'members'>): Int32Array {
  const unitOf = new Int32Array(n);
  let unit = 0;
  for (const images of members) for (const image of images) unitOf[image] = unit++;
  return unitOf;
}
