import { largestSignificant, significance } from './holm.ts';
import { type PairTests, pairAt, type Tested, testPairs } from './pair-tests.ts';

/** An entry of a board that may rank. */
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
  /** 1: not significantly worse than the best entry; k + 1: than the best entry below tier k */
  tier: number;
}

export interface Ranking {
  places: Map<string, Place>;
  /** what the next ranking of the same board need not test again */
  tests: PairTests;
}

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
  const limit = largestSignificant(tests.p, significance);
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
