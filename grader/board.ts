import type { LeaderboardEntry, LeaderboardRow } from '#db/leaderboard.ts';
import { rankEntries } from './ranking.ts';

/**
 * Entries with their places: ranked ones by rank (equals by date, the older first), then those without a score, then
 * the trivial ones by score. Trivial entries never rank, they show what a number is worth.
 */
export function rankBoard(entries: readonly LeaderboardEntry[]): LeaderboardRow[] {
  const ranked = entries.filter((entry) => entry.kind !== 'trivial');
  const places = rankEntries(
    ranked.map(({ submissionId, slice, replicates }) => ({
      id: submissionId,
      fxScore: slice.metrics.fxScore,
      replicates,
    })),
  );
  const rows = entries.map(({ replicates: _, ...entry }) => ({
    ...entry,
    ...(places.get(entry.submissionId) ?? { rank: null, bestRank: null, worstRank: null, tier: null }),
  }));
  return rows.sort(byPlace);
}

function byPlace(a: LeaderboardRow, b: LeaderboardRow): number {
  const trivial = Number(a.kind === 'trivial') - Number(b.kind === 'trivial');
  if (trivial) return trivial;
  const score = (b.slice.metrics.fxScore ?? -Infinity) - (a.slice.metrics.fxScore ?? -Infinity);
  return score || a.submittedAt.getTime() - b.submittedAt.getTime();
}
