import { type LeaderboardRow, listEntries } from '#db/leaderboard.ts';
import type { Dataset } from '#db/schema.ts';
import { insertShadow, listOutdated } from '#db/submissions.ts';
import { rankBoard } from '#grader/ranking/board.ts';
import { graderVersion } from '#grader/release/version.ts';
import type { Services } from '#grader/services/services.ts';
import { metricKeys, overallSlice } from '#submissions/scorecard.ts';
import type { Scorer } from './grade.ts';

/** What becomes of an entry of the overall board when the shadow reports are published. */
export interface Move {
  team: string;
  method: string;
  /** null: it is not on the board, or has no rank */
  before: Place | null;
  after: Place | null;
  /** the metrics that differ, the largest difference first */
  why: readonly { key: string; before: number | null; after: number | null }[];
}

export interface Place {
  rank: number | null;
  fxScore: number | null;
  graderVersion: string;
}

/**
 * Grades every entry of a split that has no report of this grader and these answers, into the shadow: nothing a visitor
 * sees changes. Returns how many were graded. @throws when a file that was clean has issues now, naming the submission
 */
export async function gradeShadows(
  { db }: Pick<Services, 'db'>,
  scorer: Scorer,
  dataset: Dataset,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<number> {
  const outdated = await listOutdated(db, dataset, graderVersion);
  for (const [done, submission] of outdated.entries()) {
    onProgress(done, outdated.length);
    const result = await scorer(submission, dataset);
    if (result.kind === 'issues')
      throw new Error(
        `The file of ${submission.id} was clean when it was graded and has issues now: ${result.list.issues[0]?.message}`,
      );
    await insertShadow(db, submission.id, result);
  }
  onProgress(outdated.length, outdated.length);
  return outdated.length;
}

/** The entries of the overall board whose rank or score the shadow reports would change, by their rank afterwards. */
export async function listMoves({ db }: Pick<Services, 'db'>, dataset: Dataset): Promise<Move[]> {
  const [before, after] = await Promise.all(
    [false, true].map(async (shadow) => rankBoard(await listEntries(db, dataset.id, overallSlice, { shadow })).rows),
  );
  const keyOf = ({ team, method }: LeaderboardRow) => JSON.stringify([team, method]);
  const old = new Map(before?.map((row) => [keyOf(row), row]));
  const moves = (after ?? []).map((row): Move => {
    const was = old.get(keyOf(row));
    return {
      ...{ team: row.team, method: row.method },
      ...{ before: was ? placeOf(was) : null, after: placeOf(row) },
      why: was ? differences(was, row) : [],
    };
  });
  return moves.filter(({ before: was, after: is, why }) => why.length > 0 || was?.rank !== is?.rank);
}

function placeOf({ rank, slice, graderVersion: version }: LeaderboardRow): Place {
  return { rank, fxScore: slice.metrics.fxScore, graderVersion: version };
}

function differences(was: LeaderboardRow, is: LeaderboardRow): Move['why'] {
  return metricKeys
    .map((key) => ({ key, before: was.slice.metrics[key] ?? null, after: is.slice.metrics[key] ?? null }))
    .filter(({ before, after }) => before !== after)
    .sort((a, b) => apart(b) - apart(a));
}

function apart({ before, after }: { before: number | null; after: number | null }): number {
  return before === null || after === null ? Number.POSITIVE_INFINITY : Math.abs(before - after);
}
