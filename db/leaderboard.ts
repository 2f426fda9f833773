import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { entryKinds } from '#submissions/lifecycle.ts';
import { sliceReport } from '#submissions/score-report.ts';
import type { Database } from './client.ts';

const entry = z.object({
  submissionId: z.string(),
  /** of the judgement that counts */
  scoreId: z.string(),
  team: z.string(),
  kind: z.enum(entryKinds),
  method: z.string(),
  link: z.string().nullable(),
  /** all graded submissions of the team on this split */
  attempts: z.number(),
  submittedAt: z.coerce.date(),
  graderVersion: z.string(),
  slice: sliceReport,
  /** fxScore of the slice on the shared resamples */
  replicates: z.instanceof(Uint8Array).transform(asFloat64),
});
export type LeaderboardEntry = z.infer<typeof entry>;

/** An entry with its place: null where `fxScore` is null or the entry is trivial, which never ranks. */
export interface LeaderboardRow extends Omit<LeaderboardEntry, 'replicates'> {
  rank: number | null;
  bestRank: number | null;
  worstRank: number | null;
  tier: number | null;
}

/**
 * The entries of a board: for each team and method the graded submission with the highest overall `fxScore` (the newest
 * of equals), seen through one slice; entries whose report lacks the slice are left out. The newest published report of each counts;
 * with `shadow`, the newest of all.
 */
export async function listEntries(
  db: Database,
  datasetId: string,
  slice: string,
  { shadow = false } = {},
): Promise<LeaderboardEntry[]> {
  const rows = await db.execute(sql`
    WITH newest AS (
      SELECT DISTINCT ON (c.submission_id) c.*, s.team_id, s.method, s.link, s.created_at AS submitted_at
      FROM scores c JOIN submissions s ON s.id = c.submission_id
      WHERE s.dataset_id = ${datasetId} AND s.status = 'scored' AND (${shadow} OR c.published_at IS NOT NULL)
      ORDER BY c.submission_id, c.created_at DESC
    ), best AS (
      SELECT DISTINCT ON (n.team_id, n.method) n.*
      FROM newest n JOIN score_slices o ON o.score_id = n.id AND o.slice = 'overall'
      ORDER BY n.team_id, n.method, o.fx_score DESC NULLS LAST, n.submitted_at DESC
    )
    SELECT b.submission_id AS "submissionId", b.id AS "scoreId", t.name AS team, t.kind, b.method, b.link,
      (SELECT count(*)::int FROM newest n WHERE n.team_id = b.team_id) AS attempts,
      b.submitted_at AS "submittedAt", b.grader_version AS "graderVersion",
      b.report -> 'slices' -> ${slice}::text AS slice, p.replicates
    FROM best b
    JOIN teams t ON t.id = b.team_id
    JOIN score_slices p ON p.score_id = b.id AND p.slice = ${slice}`);
  return z.array(entry).parse(rows);
}

/** float64, little endian. The driver's buffer may start anywhere, so the bytes are copied to an aligned one. */
function asFloat64(bytes: Uint8Array): Float64Array {
  return new Float64Array(new Uint8Array(bytes).buffer);
}
