import { and, eq, inArray, isNotNull, isNull, lt, notInArray, sql } from 'drizzle-orm';
import type { IssueList } from '#submissions/issue.ts';
import { maxAttempts, type Status } from '#submissions/lifecycle.ts';
import { nameKey } from '#submissions/names.ts';
import type { ScoreReport } from '#submissions/score-report.ts';
import type { Database } from './client.ts';
import { newId } from './ids.ts';
import { type Claim, finishJob, type JobKind } from './jobs.ts';
import {
  type Dataset,
  datasets,
  type Submission,
  scoreSlices,
  scores,
  submissions,
  type Team,
  teams,
} from './schema.ts';

/** Listeners of this channel get `{id, status}` whenever a submission changes. */
export const submissionChannel = 'fx_submission';

/** The grading of submissions; every move is announced on {@link submissionChannel}. */
export const gradingJobs: JobKind<typeof submissions> = {
  name: 'submission',
  table: submissions,
  working: 'grading',
  maxAttempts,
  announce,
};

export interface NewSubmission {
  teamId: string;
  datasetId: string;
  method: string;
  link: string | null;
  predictionsSha256: string;
  bytes: number;
  /** of the upload; a second submission of the team with it is not made */
  idempotencyKey?: string | null;
}

export interface NewScore {
  report: ScoreReport;
  /** slice → fxScore on every shared resample */
  replicates: Readonly<Record<string, Float64Array>>;
  /** of the kept per-image measurements */
  measurementsSha256?: string;
}

/** A new submission, queued; or the one that the team has made before with the same idempotency key. */
export async function createSubmission(db: Database, values: NewSubmission): Promise<Submission> {
  const id = newId('submission');
  const [row] = await db
    .insert(submissions)
    .values({ id, ...values })
    .onConflictDoNothing({ target: [submissions.teamId, submissions.idempotencyKey] })
    .returning();
  if (row) {
    await announce(db, row);
    return row;
  }
  const before = values.idempotencyKey && (await findByIdempotencyKey(db, values.teamId, values.idempotencyKey));
  if (!before) throw new Error('The database returned no row for the new submission.');
  return before;
}

/**
 * The name of a method as the team wrote it first, where it has one that looks the same (`nameKey`), else as it is given:
 * another spelling makes no other entry of a board.
 */
export async function spellMethod(db: Database, teamId: string, method: string): Promise<string> {
  const known = await db
    .select({ method: submissions.method })
    .from(submissions)
    .where(eq(submissions.teamId, teamId))
    .groupBy(submissions.method)
    .orderBy(sql`min(${submissions.createdAt})`);
  const key = nameKey(method);
  return known.find((each) => nameKey(each.method) === key)?.method ?? method;
}

/** What a team has submitted with an idempotency key; null when nothing. */
export async function findByIdempotencyKey(db: Database, teamId: string, key: string): Promise<Submission | null> {
  const [row] = await db
    .select()
    .from(submissions)
    .where(and(eq(submissions.teamId, teamId), eq(submissions.idempotencyKey, key)));
  return row ?? null;
}

/** grading → scored, with the score in the same transaction. False when the claim was lost; nothing is written then. */
export async function finishSubmission(db: Database, claim: Claim, score: NewScore): Promise<boolean> {
  return db.transaction(async (tx) => {
    const held = await finishJob(tx, gradingJobs, claim, { status: 'scored', progress: 1 });
    if (held) await insertScore(tx, claim.id, score, new Date());
    return held;
  });
}

/** grading → rejected, with what the team must fix. */
export async function rejectSubmission(db: Database, claim: Claim, issues: IssueList): Promise<boolean> {
  return finishJob(db, gradingJobs, claim, { status: 'rejected', issues });
}

/** 1 = next to be graded; null when it doesn't wait. */
async function placeInQueue(db: Database, submission: Submission): Promise<number | null> {
  if (submission.status !== 'queued') return null;
  const [row] = await db
    .select({ ahead: sql<number>`count(*)::int` })
    .from(submissions)
    .where(and(eq(submissions.status, 'queued'), lt(submissions.createdAt, submission.createdAt)));
  return (row?.ahead ?? 0) + 1;
}

export interface SubmissionFile {
  submission: Submission;
  team: Team;
  dataset: Dataset;
  report: ScoreReport | null;
  /** all published reports, the newest first */
  reports: readonly ReportStub[];
  place: number | null;
}

/** A published report by what made it. */
export interface ReportStub {
  id: string;
  graderVersion: string;
  truthSha256: string;
  createdAt: Date;
}

/**
 * Everything the site shows of one submission, with its newest published report or the one that is asked for by id;
 * null when there is no such submission, or no such report of it.
 */
export async function readSubmission(db: Database, id: string, reportId?: string): Promise<SubmissionFile | null> {
  const [found] = await db
    .select({ submission: submissions, team: teams, dataset: datasets })
    .from(submissions)
    .innerJoin(teams, eq(teams.id, submissions.teamId))
    .innerJoin(datasets, eq(datasets.id, submissions.datasetId))
    .where(eq(submissions.id, id));
  if (!found) return null;
  const reports = await db
    .select({
      id: scores.id,
      graderVersion: scores.graderVersion,
      truthSha256: scores.truthSha256,
      createdAt: scores.createdAt,
    })
    .from(scores)
    .where(and(eq(scores.submissionId, id), isNotNull(scores.publishedAt)))
    .orderBy(sql`${scores.createdAt} DESC`);
  const wanted = reportId === undefined ? reports[0] : reports.find((each) => each.id === reportId);
  if (reportId !== undefined && !wanted) return null;
  const [score] = wanted ? await db.select({ report: scores.report }).from(scores).where(eq(scores.id, wanted.id)) : [];
  return { ...found, report: score?.report ?? null, reports, place: await placeInQueue(db, found.submission) };
}

/** The graded submissions of a split that have no report, published or shadow, of this grader and these answers. */
export async function listOutdated(
  db: Database,
  dataset: Pick<Dataset, 'id' | 'truthSha256'>,
  graderVersion: string,
): Promise<Submission[]> {
  const upToDate = db
    .select({ id: scores.submissionId })
    .from(scores)
    .where(and(eq(scores.graderVersion, graderVersion), eq(scores.truthSha256, dataset.truthSha256)));
  return db
    .select()
    .from(submissions)
    .where(
      and(
        eq(submissions.datasetId, dataset.id),
        eq(submissions.status, 'scored'),
        notInArray(submissions.id, upToDate),
      ),
    );
}

/** Keeps a report that is not official yet, beside the official one. */
export async function insertShadow(db: Database, submissionId: string, score: NewScore): Promise<void> {
  await db.transaction((tx) => insertScore(tx, submissionId, score, null));
}

/** Makes the shadow reports of a split official, all at once, and tells the boards. Returns how many. */
export async function publishShadows(db: Database, datasetId: string): Promise<number> {
  return db.transaction(async (tx) => {
    const ofDataset = tx.select({ id: submissions.id }).from(submissions).where(eq(submissions.datasetId, datasetId));
    const rows = await tx
      .update(scores)
      .set({ publishedAt: sql`now()` })
      .where(and(isNull(scores.publishedAt), inArray(scores.submissionId, ofDataset)))
      .returning({ submissionId: scores.submissionId });
    for (const { submissionId } of rows) {
      const [row] = await tx.select().from(submissions).where(eq(submissions.id, submissionId));
      if (row) await announce(tx, row);
    }
    return rows.length;
  });
}

/** What a team has submitted to a split, newest first. */
export async function listTeamSubmissions(db: Database, teamId: string, datasetId: string): Promise<Submission[]> {
  return db
    .select()
    .from(submissions)
    .where(and(eq(submissions.teamId, teamId), eq(submissions.datasetId, datasetId)))
    .orderBy(sql`${submissions.createdAt} DESC`);
}

export async function countByStatus(db: Database): Promise<Partial<Record<Status, number>>> {
  const rows = await db
    .select({ status: submissions.status, count: sql<number>`count(*)::int` })
    .from(submissions)
    .groupBy(submissions.status);
  return Object.fromEntries(rows.map((row) => [row.status, row.count]));
}

async function insertScore(
  db: Pick<Database, 'insert'>,
  submissionId: string,
  { report, replicates, measurementsSha256 }: NewScore,
  publishedAt: Date | null,
) {
  const { graderVersion } = report;
  const truthSha256 = report.dataset.truthSha256;
  const [score] = await db
    .insert(scores)
    .values({ submissionId, graderVersion, truthSha256, report, publishedAt, measurementsSha256 })
    .returning({ id: scores.id });
  if (!score) throw new Error('The database returned no row for the new score.');
  const rows = Object.entries(replicates).map(([slice, values]) => ({
    scoreId: score.id,
    slice,
    fxScore: report.slices[slice]?.metrics.fxScore ?? null,
    replicates: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  }));
  if (rows.length > 0) await db.insert(scoreSlices).values(rows);
}

async function announce(db: Pick<Database, 'execute'>, row: Submission): Promise<void> {
  const message = JSON.stringify({ id: row.id, status: row.status });
  await db.execute(sql`SELECT pg_notify(${submissionChannel}, ${message})`);
}
