import { type PairTests, pairAt, type Tested, testPairs } from './pair-tests.ts';

export interface Contender extends Tested {
  /** null never ranks */
  fxScore: number | null;
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

export interface Ranking {
  places: Map<string, Place>;
  /** what the next ranking of the same board need not test again */
  tests: PairTests;
}

/** The level of the family of all pairwise tests of a board. */
export const significance = 0.05;

/**
 * The place of every contender with a score. Each pair is tested on the shared resamples, two-sided, unless `known` has
 * it, and the family of all pairs is corrected by Holm (1979). Tiers: from the best rank down, an entry joins the tier
 * of the entry that opened it while it is not significantly worse than that one. O(N·B) for each new entry, O(N²) else.
 */
export function rankEntries(contenders: readonly Contender[], known?: PairTests): Ranking {
  const ranked = contenders
    .flatMap((each) => (each.fxScore === null ? [] : [{ ...each, fxScore: each.fxScore }]))
    .sort((a, b) => b.fxScore - a.fxScore);
  const n = ranked.length;
  const tests = testPairs(ranked, known);
  const limit = largestSignificant(tests.p);
  const isBetter = (i: number, k: number) => i < k && tests.p[pairAt(i, k, n)]! <= limit;
  const places = new Map<string, Place>();
  let opener = 0;
  let tier = 1;
  for (const [i, { id, fxScore }] of ranked.entries()) {
    if (isBetter(opener, i)) {
      opener = i;
      tier++;
    }
    let [better, worse] = [0, 0];
    for (let k = 0; k < n; k++) {
      if (isBetter(k, i)) better++;
      if (isBetter(i, k)) worse++;
    }
    const rank = 1 + ranked.findIndex((other) => other.fxScore === fxScore);
    places.set(id, { rank, bestRank: 1 + better, worstRank: n - worse, tier });
  }
  return { places, tests };
}

/** The largest p-value that Holm's step-down procedure finds significant; −1 when it finds none. */
function largestSignificant(p: Float64Array): number {
  const sorted = p.slice().sort();
  let limit = -1;
  for (let k = 0; k < sorted.length && sorted[k]! <= significance / (sorted.length - k); k++) limit = sorted[k]!;
  return limit;
}
