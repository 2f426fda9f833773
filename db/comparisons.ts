import { and, eq, inArray, sql } from 'drizzle-orm';
import type { ComparisonResult } from '#submissions/comparison.ts';
import { maxAttempts } from '#submissions/lifecycle.ts';
import type { Database } from './client.ts';
import { newId } from './ids.ts';
import { type Claim, finishJob, freshStart, type JobKind } from './jobs.ts';
import { type ComparisonRow, comparisons, type Dataset, datasets, type Score, scores, submissions } from './schema.ts';

/** Visitors start comparisons: so many may wait. */
const mostWaiting = 200;
/** A comparison that failed is tried anew when somebody asks so long after. */
const retryAfter = sql`interval '10 minutes'`;

/** The making of comparisons. */
export const comparisonJobs: JobKind<typeof comparisons> = {
  name: 'comparison',
  table: comparisons,
  working: 'computing',
  maxAttempts,
};

export interface RequestedComparison {
  row: ComparisonRow;
  /** the row has the two the other way round */
  swapped: boolean;
}

/** The comparison of two different scores, queued if nobody has asked before; null when too many wait already. */
export async function requestComparison(db: Database, a: string, b: string): Promise<RequestedComparison | null> {
  const swapped = b < a;
  const [scoreA, scoreB] = swapped ? [b, a] : [a, b];
  const ofPair = and(eq(comparisons.scoreA, scoreA), eq(comparisons.scoreB, scoreB));
  const isStale = and(eq(comparisons.status, 'failed'), sql`${comparisons.finishedAt} < now() - ${retryAfter}`);
  await db
    .update(comparisons)
    .set({ ...freshStart, status: 'queued' })
    .where(and(ofPair, isStale));
  const find = () => db.select().from(comparisons).where(ofPair);
  const [known] = await find();
  if (known) return { row: known, swapped };
  await db.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('comparisons'))`); // one at a time, so that the limit holds
    await tx.execute(sql`
      INSERT INTO ${comparisons} (id, score_a, score_b)
      SELECT ${newId('comparison')}, ${scoreA}, ${scoreB}
      WHERE (SELECT count(*) FROM ${comparisons} WHERE status = 'queued') < ${mostWaiting}
      ON CONFLICT DO NOTHING`);
  });
  const [row] = await find();
  return row ? { row, swapped } : null;
}

/** computing → done. False when the claim was lost; nothing is written then. */
export function finishComparison(db: Database, claim: Claim, result: ComparisonResult): Promise<boolean> {
  return finishJob(db, comparisonJobs, claim, { status: 'done', result });
}

/** One side of a comparison, as the grader needs it. */
export interface ComparedScore {
  score: Pick<Score, 'id' | 'graderVersion' | 'truthSha256' | 'measurementsSha256'>;
  predictionsSha256: string;
  dataset: Dataset;
}

/** Both sides of a comparison, in its order. @throws when one is gone */
export async function readComparedScores(
  db: Database,
  { scoreA, scoreB }: Pick<ComparisonRow, 'scoreA' | 'scoreB'>,
): Promise<[ComparedScore, ComparedScore]> {
  const { id, graderVersion, truthSha256, measurementsSha256 } = scores;
  const rows = await db
    .select({
      score: { id, graderVersion, truthSha256, measurementsSha256 },
      predictionsSha256: submissions.predictionsSha256,
      dataset: datasets,
    })
    .from(scores)
    .innerJoin(submissions, eq(submissions.id, scores.submissionId))
    .innerJoin(datasets, eq(datasets.id, submissions.datasetId))
    .where(inArray(scores.id, [scoreA, scoreB]));
  const [a, b] = [scoreA, scoreB].map((wanted) => rows.find(({ score }) => score.id === wanted));
  if (!a || !b) throw new Error('A score vanished while it was compared.');
  return [a, b];
}

/** Notes the measurements of a score that was graded before they were kept, or whose file was lost. */
export async function setMeasurements(db: Database, scoreId: string, measurementsSha256: string): Promise<void> {
  await db.update(scores).set({ measurementsSha256 }).where(eq(scores.id, scoreId));
}
