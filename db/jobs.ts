import { and, asc, eq, inArray, lt, lte, type SQL, sql } from 'drizzle-orm';
import type { JobStatus } from '#submissions/lifecycle.ts';
import type { Database } from './client.ts';
import type { baselineRuns, comparisons, submissions } from './schema.ts';

/** Tables whose rows are jobs: queued, claimed by one worker, and ended by it (db/job-columns.ts). */
export type JobTable = typeof submissions | typeof comparisons | typeof baselineRuns;

/** One kind of job: its table, and what its status is called while a worker has it. */
export interface JobKind<T extends JobTable = JobTable> {
  name: 'submission' | 'comparison' | 'run';
  table: T;
  working: 'grading' | 'computing' | 'running';
  /** so many attempts, then it is `failed` */
  maxAttempts: number;
  /** called after every move, with the row as it is then */
  announce?(db: Writer, row: T['$inferSelect']): Promise<void>;
}

/** A worker's right to write: lost as soon as the row moves on or somebody else claims it (fencing). */
export interface Claim {
  id: string;
  fence: number;
}

export type Writer = Pick<Database, 'update' | 'execute'>;
export type Changes = Readonly<Record<string, unknown>>;

/** The pause after a setback doubles from one second up to ten minutes; after a day of them the job is `failed`. */
const longestPauseSeconds = 600;
const longestSetback = sql`interval '1 day'`;

/** The columns that all job tables share; drizzle has no type for “one of these tables”. */
function columnsOf(kind: { table: JobTable }): typeof submissions {
  return kind.table as typeof submissions;
}

/** queued → claimed, for exactly one of those who ask, and not before its pause is over; null for all others. */
export async function claimJob<T extends JobTable>(
  db: Writer,
  kind: JobKind<T>,
  id: string,
  changes: Changes = {},
): Promise<T['$inferSelect'] | null> {
  const table = columnsOf(kind);
  const row = await move(
    db,
    kind,
    and(eq(table.id, id), eq(table.status, 'queued'), lte(table.nextTryAt, sql`now()`)),
    {
      ...changes,
      status: kind.working,
      fence: sql`${table.fence} + 1`,
      attempts: sql`${table.attempts} + 1`,
      claimedAt: sql`now()`,
      heartbeatAt: sql`now()`,
    },
  );
  return row;
}

/** A sign of life, with what else has changed. False when the claim was lost: stop working. */
export async function reportJob<T extends JobTable>(
  db: Writer,
  kind: JobKind<T>,
  claim: Claim,
  changes: Changes = {},
): Promise<boolean> {
  return (await moveClaimed(db, kind, claim, { ...changes, heartbeatAt: sql`now()` })) !== null;
}

/** claimed → ended, with what came of it. False when the claim was lost; nothing is written then. */
export async function finishJob<T extends JobTable>(
  db: Writer,
  kind: JobKind<T>,
  claim: Claim,
  changes: Changes & { status: T['$inferSelect']['status'] },
): Promise<boolean> {
  const ended = { failure: null, setBackSince: null, finishedAt: sql`now()`, ...changes };
  return (await moveClaimed(db, kind, claim, ended)) !== null;
}

/** What made a worker give a job back. */
export interface Setback {
  failure: string;
  /** true: something of ours is broken, which costs no attempt; false: the job itself does it */
  isOurs: boolean;
}

/**
 * claimed → queued for another try. What is broken on our side costs no attempt: the job waits one second, then two, up to
 * ten minutes, for a day. What the job itself does costs one; after the last it is `failed`. False when the claim was lost.
 */
export async function releaseJob<T extends JobTable>(
  db: Writer,
  kind: JobKind<T>,
  claim: Claim,
  { failure, isOurs }: Setback,
): Promise<boolean> {
  const table = columnsOf(kind);
  const isLast = isOurs
    ? sql`coalesce(${table.setBackSince} < now() - ${longestSetback}, false)`
    : sql`${table.attempts} >= ${kind.maxAttempts}`;
  const pause = sql`least(${longestPauseSeconds}, power(2, least(${table.setbacks}, 20))) * interval '1 second'`;
  const waiting = isOurs
    ? {
        attempts: sql`greatest(0, ${table.attempts} - 1)`,
        setbacks: sql`${table.setbacks} + 1`,
        setBackSince: sql`coalesce(${table.setBackSince}, now())`,
        nextTryAt: sql`now() + ${pause}`,
      }
    : { setBackSince: null };
  const row = await moveClaimed(db, kind, claim, {
    ...waiting,
    failure,
    status: statusOf(kind, sql`CASE WHEN ${isLast} THEN 'failed' ELSE 'queued' END`),
    finishedAt: sql`CASE WHEN ${isLast} THEN now() END`,
  });
  return row !== null;
}

/** Releases what workers hold that have given no sign of life for `silentMs`: a dead worker may have died of the job. */
export async function releaseSilentJobs<T extends JobTable>(
  db: Database,
  kind: JobKind<T>,
  silentMs: number,
): Promise<void> {
  const table = columnsOf(kind);
  const isSilent = lt(table.heartbeatAt, sql`now() - ${silentMs} * interval '1 millisecond'`);
  const silent = await db
    .select({ id: table.id, fence: table.fence })
    .from(table)
    .where(and(eq(table.status, asStatus(kind.working)), isSilent));
  const failure = 'The worker gave no sign of life.';
  for (const claim of silent) await releaseJob(db, kind, claim, { failure, isOurs: false });
}

/** What waits and may be claimed now, oldest first: rows whose queued job may have been lost. */
export async function listDueJobs<T extends JobTable>(db: Database, kind: JobKind<T>): Promise<Claim[]> {
  const table = columnsOf(kind);
  return db
    .select({ id: table.id, fence: table.fence })
    .from(table)
    .where(and(eq(table.status, 'queued'), lte(table.nextTryAt, sql`now()`)))
    .orderBy(asc(table.createdAt));
}

/** failed → queued with all its attempts again; all failed ones when no ids are given. Returns the ids. */
export async function requeueFailed<T extends JobTable>(
  db: Writer,
  kind: JobKind<T>,
  ids?: readonly string[],
): Promise<string[]> {
  const table = columnsOf(kind);
  const chosen = ids ? inArray(table.id, [...ids]) : undefined;
  const rows = await db
    .update(table)
    .set(asChanges({ ...freshStart, status: 'queued' }))
    .where(and(eq(table.status, 'failed'), chosen))
    .returning();
  for (const row of rows) await kind.announce?.(db, row as T['$inferSelect']);
  return rows.map(({ id }) => id);
}

/** What a job that is queued again begins with. */
export const freshStart: Changes = {
  attempts: 0,
  setbacks: 0,
  setBackSince: null,
  nextTryAt: sql`now()`,
  failure: null,
  finishedAt: null,
};

/** The state of a kind of job. */
export interface JobCounts {
  counts: Partial<Record<JobStatus, number>>;
  /** since when the longest-waiting one could be claimed; null when none can */
  dueSince: Date | null;
  /** how many were sent back because something of ours was broken, and are not done yet */
  setBack: number;
  /** how many failed within the last hour */
  failedLately: number;
}

/** How many jobs are in each status, and what of them is in trouble. */
export async function countJobs(db: Database, kind: { table: JobTable }): Promise<JobCounts> {
  const table = columnsOf(kind);
  const isDue = sql`${table.status} = 'queued' AND ${table.nextTryAt} <= now()`;
  const isSetBack = sql`${table.setBackSince} IS NOT NULL AND ${table.finishedAt} IS NULL`;
  const isFresh = sql`${table.status} = 'failed' AND ${table.finishedAt} > now() - interval '1 hour'`;
  const rows = await db
    .select({
      status: table.status,
      count: sql<number>`count(*)::int`,
      dueSince: sql<string | null>`min(greatest(${table.nextTryAt}, ${table.createdAt})) FILTER (WHERE ${isDue})`,
      setBack: sql<number>`(count(*) FILTER (WHERE ${isSetBack}))::int`,
      failedLately: sql<number>`(count(*) FILTER (WHERE ${isFresh}))::int`,
    })
    .from(table)
    .groupBy(table.status);
  const due = rows.find(({ dueSince }) => dueSince !== null)?.dueSince;
  return {
    counts: Object.fromEntries(rows.map(({ status, count }) => [status, count])),
    dueSince: due ? new Date(due) : null,
    setBack: rows.reduce((sum, row) => sum + row.setBack, 0),
    failedLately: rows.reduce((sum, row) => sum + row.failedLately, 0),
  };
}

async function moveClaimed<T extends JobTable>(db: Writer, kind: JobKind<T>, claim: Claim, changes: Changes) {
  const table = columnsOf(kind);
  const isHeld = and(eq(table.id, claim.id), eq(table.fence, claim.fence), eq(table.status, asStatus(kind.working)));
  return move(db, kind, isHeld, changes);
}

async function move<T extends JobTable>(
  db: Writer,
  kind: JobKind<T>,
  where: SQL | undefined,
  changes: Changes,
): Promise<T['$inferSelect'] | null> {
  const [row] = await db.update(columnsOf(kind)).set(asChanges(changes)).where(where).returning();
  if (!row) return null;
  await kind.announce?.(db, row as T['$inferSelect']);
  return row as T['$inferSelect'];
}

/** An expression of text as the status type of the table. */
function statusOf(kind: { table: JobTable }, text: SQL): SQL {
  return sql`(${text})::${sql.raw(columnsOf(kind).status.getSQLType())}`;
}

const asStatus = (status: JobKind['working']) => status as 'grading';
const asChanges = (changes: Changes) => changes as Partial<(typeof submissions)['$inferInsert']>;
