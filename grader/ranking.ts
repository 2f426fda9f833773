export interface Contender {
  id: string;
  /** null never ranks */
  fxScore: number | null;
  /** fxScore on the resamples that all contenders share, in the same order */
  replicates: Float64Array;
}

export interface Place {
  /** 1 = best; equal scores share a rank */
  rank: number;
  /** 1 + the number of entries that are significantly better … N − the number of significantly worse ones */
  bestRank: number;
  worstRank: number;
  /** 1 = cannot be told from the best one of the tier above which nobody stands, and so on */
  tier: number;
}

/** The level of the family of all pairwise tests of a board. */
const significance = 0.05;

/**
 * The place of every contender with a score. Each pair is tested on the shared resamples, two-sided, and the family of
 * all pairs is corrected by Holm (1979). Tiers: from the best rank down, an entry joins the tier of the entry that opened
 * it while it is not significantly worse than that one. O(N²·B).
 */
export function rankEntries(contenders: readonly Contender[]): Map<string, Place> {
  const ranked = contenders
    .flatMap((each) => (each.fxScore === null ? [] : [{ ...each, fxScore: each.fxScore }]))
    .sort((a, b) => b.fxScore - a.fxScore);
  const isBetter = significantPairs(ranked);
  const places = new Map<string, Place>();
  let opener = 0;
  let tier = 1;
  for (const [i, { id, fxScore }] of ranked.entries()) {
    if (isBetter(opener, i)) {
      opener = i;
      tier++;
    }
    const better = ranked.filter((_, j) => isBetter(j, i)).length;
    const worse = ranked.filter((_, j) => isBetter(i, j)).length;
    const rank = 1 + ranked.findIndex((other) => other.fxScore === fxScore);
    places.set(id, { rank, bestRank: 1 + better, worstRank: ranked.length - worse, tier });
  }
  return places;
}

/** Whether entry i of the list, sorted by falling score, is significantly better than entry j. */
function significantPairs(
  ranked: readonly { fxScore: number; replicates: Float64Array }[],
): (i: number, j: number) => boolean {
  const n = ranked.length;
  const tests: { pair: number; p: number }[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      tests.push({ pair: i * n + j, p: pairedBootstrapP(ranked[i]!.replicates, ranked[j]!.replicates) });
    }
  }
  tests.sort((a, b) => a.p - b.p);
  const significant = new Set<number>();
  for (const [k, { pair, p }] of tests.entries()) {
    if (p > significance / (tests.length - k)) break;
    significant.add(pair);
  }
  return (i, j) => i < j && significant.has(i * n + j);
}

/**
 * Two-sided p-value of the paired bootstrap: twice the smaller share of resamples on either side of no difference, a tie
 * counting for both, never below 1/(B+1). Resamples that one of them cannot measure (NaN) are left out; 1 without any.
 */
export function pairedBootstrapP(a: Float64Array, b: Float64Array): number {
  let above = 0;
  let below = 0;
  let counted = 0;
  for (let k = 0; k < a.length; k++) {
    const difference = a[k]! - b[k]!;
    if (Number.isNaN(difference)) continue;
    counted++;
    if (difference >= 0) above++;
    if (difference <= 0) below++;
  }
  if (counted === 0) return 1;
  return Math.min(1, (2 * Math.min(above, below) + 1) / (counted + 1));
}
