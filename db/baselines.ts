import { and, desc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { maxAttempts } from '#submissions/lifecycle.ts';
import type { Database } from './client.ts';
import { newId } from './ids.ts';
import { type Claim, finishJob, freshStart, type JobKind } from './jobs.ts';
import { type BaselineRunRow, baselineResponses, baselineRuns, type RunProgress } from './schema.ts';

/** Baseline runs. What goes wrong in one is for a maintainer to put right: only silence is tried again. */
export const runJobs: JobKind<typeof baselineRuns> = {
  name: 'run',
  table: baselineRuns,
  working: 'running',
  maxAttempts,
};

/** What a run is asked for. */
export interface WantedRun {
  datasetId: string;
  settings: unknown;
}

export async function createRun(db: Pick<Database, 'insert'>, values: WantedRun): Promise<BaselineRunRow> {
  const [row] = await db
    .insert(baselineRuns)
    .values({ id: newId('run'), ...values })
    .returning();
  if (!row) throw new Error('The database returned no row for the new run.');
  return row;
}

/** The same, unless a run like it waits or is under way: then that one. Of two who ask at once one makes the run. */
export function createRunOnce(db: Database, wanted: WantedRun): Promise<{ run: BaselineRunRow; isNew: boolean }> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('baseline_runs'))`);
    const [same] = await listRunsLike(tx, wanted);
    return same ? { run: same, isNew: false } : { run: await createRun(tx, wanted), isNew: true };
  });
}

/** The runs of the same images and settings that wait or are under way, the oldest first. */
export function listRunsLike(
  db: Pick<Database, 'select'>,
  { datasetId, settings }: WantedRun,
): Promise<BaselineRunRow[]> {
  const isLike = and(eq(baselineRuns.datasetId, datasetId), eq(baselineRuns.settings, settings));
  return db
    .select()
    .from(baselineRuns)
    .where(and(isLike, inArray(baselineRuns.status, ['queued', 'running'])))
    .orderBy(baselineRuns.createdAt);
}

/** A run that was made elsewhere and is known whole: stored answers that were submitted again. Returns its id. */
export async function recordRun(
  db: Database,
  values: Pick<BaselineRunRow, 'datasetId' | 'settings' | 'manifest' | 'responsesSha256' | 'submissionId'>,
  gzip: Uint8Array,
): Promise<string> {
  const id = newId('run');
  await db.transaction(async (tx) => {
    await tx.insert(baselineRuns).values({ id, ...values, status: 'submitted', finishedAt: sql`now()` });
    await tx.insert(baselineResponses).values({ runId: id, gzip });
  });
  return id;
}

/** Makes a submitted run a reference, by the hash of its manifest. False when there is none, or it is signed already. */
export async function signRun(db: Database, id: string, by: { sha256: string; name: string }): Promise<boolean> {
  const rows = await db
    .update(baselineRuns)
    .set({ signedSha256: by.sha256, signedBy: by.name, signedAt: sql`now()` })
    .where(and(eq(baselineRuns.id, id), eq(baselineRuns.status, 'submitted'), isNull(baselineRuns.signedSha256)))
    .returning({ id: baselineRuns.id });
  return rows.length > 0;
}

/** Takes the sign-off of a run back. False when it had none. */
export async function unsignRun(db: Database, id: string): Promise<boolean> {
  const rows = await db
    .update(baselineRuns)
    .set({ signedSha256: null, signedBy: null, signedAt: null })
    .where(and(eq(baselineRuns.id, id), isNotNull(baselineRuns.signedSha256)))
    .returning({ id: baselineRuns.id });
  return rows.length > 0;
}

/** What a run leaves behind when it is submitted. */
export interface FinishedRun {
  manifest: unknown;
  responsesSha256: string;
  submissionId: string;
  progress: RunProgress | null;
  /** the raw answers */
  gzip: Uint8Array;
}

/** running → submitted, with the raw answers (gzip) in the same transaction. */
export function finishRun(db: Database, claim: Claim, { gzip, ...values }: FinishedRun): Promise<boolean> {
  return db.transaction(async (tx) => {
    const held = await finishJob(tx, runJobs, claim, { status: 'submitted', ...values });
    if (held) await tx.insert(baselineResponses).values({ runId: claim.id, gzip });
    return held;
  });
}

/** The raw answers of a run as gzip; null when it has none yet. */
export async function readResponses(db: Database, runId: string): Promise<Uint8Array | null> {
  const [row] = await db.select().from(baselineResponses).where(eq(baselineResponses.runId, runId));
  return row?.gzip ?? null;
}

/** running → failed, with what to do; its answers stay where they are, and resuming goes on. */
export function failRun(
  db: Database,
  claim: Claim,
  { failure, progress }: { failure: string; progress: RunProgress | null },
): Promise<boolean> {
  return finishJob(db, runJobs, claim, { status: 'failed', failure, progress });
}

/** queued or running → cancelled. False when it had ended before. */
export async function cancelRun(db: Database, id: string): Promise<boolean> {
  const rows = await db
    .update(baselineRuns)
    .set({ status: 'cancelled', finishedAt: sql`now()` })
    .where(and(eq(baselineRuns.id, id), inArray(baselineRuns.status, ['queued', 'running'])))
    .returning({ id: baselineRuns.id });
  return rows.length > 0;
}

/** failed or cancelled → queued. Null when there is no such run. */
export async function resumeRun(db: Database, id: string): Promise<BaselineRunRow | null> {
  const [row] = await db
    .update(baselineRuns)
    .set({ ...freshStart, status: 'queued' })
    .where(and(eq(baselineRuns.id, id), inArray(baselineRuns.status, ['failed', 'cancelled'])))
    .returning();
  return row ?? null;
}

export async function readRun(db: Database, id: string): Promise<BaselineRunRow | null> {
  const [row] = await db.select().from(baselineRuns).where(eq(baselineRuns.id, id));
  return row ?? null;
}

/** The newest first, and signed-off ones however old they are: others are held to them. */
export function listRuns(db: Database, limit = 100): Promise<BaselineRunRow[]> {
  const newest = db
    .select({ id: baselineRuns.id })
    .from(baselineRuns)
    .orderBy(desc(baselineRuns.createdAt))
    .limit(limit);
  return db
    .select()
    .from(baselineRuns)
    .where(or(isNotNull(baselineRuns.signedSha256), inArray(baselineRuns.id, newest)))
    .orderBy(desc(baselineRuns.createdAt));
}
