import type { LeaderboardEntry, LeaderboardRow } from '#db/leaderboard.ts';
import type { PairTests } from './pair-tests.ts';
import { rankEntries } from './ranking.ts';

export interface RankedBoard {
  rows: LeaderboardRow[];
  /** of its pairs: given as `known` for the next state of the board, only what changed is tested */
  tests: PairTests;
}

/**
 * Entries with their places: ranked ones by rank (equals by date, the older first), then those without a score, then
 * the trivial ones by score. Trivial entries never rank; they show what a number is worth.
 */
export function rankBoard(entries: readonly LeaderboardEntry[], known?: PairTests): RankedBoard {
  const ranked = entries.filter((entry) => entry.kind !== 'trivial');
  const { places, tests } = rankEntries(
    ranked.map(({ scoreId, slice, replicates }) => ({ id: scoreId, fxScore: slice.metrics.fxScore, replicates })),
    known,
  );
  const rows = entries.map(({ replicates: _, ...entry }) => ({
    ...entry,
    ...(places.get(entry.scoreId) ?? { rank: null, bestRank: null, worstRank: null, tier: null }),
  }));
  return { rows: rows.sort(byPlace), tests };
}

function byPlace(a: LeaderboardRow, b: LeaderboardRow): number {
  const trivial = Number(a.kind === 'trivial') - Number(b.kind === 'trivial');
  if (trivial) return trivial;
  const score = (b.slice.metrics.fxScore ?? -Infinity) - (a.slice.metrics.fxScore ?? -Infinity);
  return score || a.submittedAt.getTime() - b.submittedAt.getTime();
}
