import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { ComparisonResult } from '#submissions/comparison.ts';
import type { IssueList } from '#submissions/issue.ts';
import { comparisonStatuses, entryKinds, runStatuses, statuses } from '#submissions/lifecycle.ts';
import { limits } from '#submissions/limits.ts';
import type { ScoreReport } from '#submissions/score-report.ts';
import { type families, splits } from '#submissions/terms.ts';
import { jobColumns } from './job-columns.ts';

export const split = pgEnum('split', splits);
export const submissionStatus = pgEnum('submission_status', statuses);
export const entryKind = pgEnum('entry_kind', entryKinds);
export const runStatus = pgEnum('run_status', runStatuses);
export const comparisonStatus = pgEnum('comparison_status', comparisonStatuses);

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const createdAt = () => instant('created_at').notNull().defaultNow();

/** How many images of a split one generator made: public, as the boards show it anyway. */
export interface GeneratorCount {
  generator: string;
  family: (typeof families)[number];
  fakes: number;
}

/** One split of one version of a dataset, known by the hashes of its manifest and of its (perhaps sealed) truth. */
export const datasets = pgTable(
  'datasets',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull(),
    version: text('version').notNull(),
    split: split('split').notNull(),
    manifestSha256: text('manifest_sha256').notNull(),
    truthSha256: text('truth_sha256').notNull(),
    images: integer('images').notNull(),
    reals: integer('reals').notNull(),
    generators: jsonb('generators').$type<GeneratorCount[]>().notNull(),
    /** procedural stand-in: every page that shows its numbers says so */
    standIn: boolean('stand_in').notNull(),
    createdAt: createdAt(),
  },
  (table) => [unique('datasets_identity').on(table.name, table.version, table.split)],
);
export type Dataset = typeof datasets.$inferSelect;

export const teams = pgTable('teams', {
  id: uuid('id').primaryKey().defaultRandom(),
  /** unique without regard to case; shown as written */
  name: text('name').notNull().unique(),
  kind: entryKind('kind').notNull().default('team'),
  createdAt: createdAt(),
});
export type Team = typeof teams.$inferSelect;

/** Secrets that let somebody act for a team: kept as SHA-256 only. */
export const teamTokens = pgTable('team_tokens', {
  sha256: text('sha256').primaryKey(),
  teamId: uuid('team_id')
    .notNull()
    .references(() => teams.id),
  createdAt: createdAt(),
  lastUsedAt: instant('last_used_at'),
  revokedAt: instant('revoked_at'),
});

export const submissions = pgTable(
  'submissions',
  {
    id: text('id').primaryKey(),
    teamId: uuid('team_id')
      .notNull()
      .references(() => teams.id),
    datasetId: uuid('dataset_id')
      .notNull()
      .references(() => datasets.id),
    method: text('method').notNull(),
    link: text('link'),
    predictionsSha256: text('predictions_sha256').notNull(),
    /** given by the sender: a repeated upload with it is the same submission */
    idempotencyKey: text('idempotency_key'),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    status: submissionStatus('status').notNull().default('queued'),
    ...jobColumns(),
    /** share of the grading done, 0…1 */
    progress: real('progress').notNull().default(0),
    issues: jsonb('issues').$type<IssueList>(),
    createdAt: createdAt(),
  },
  (table) => [
    index('submissions_queue').on(table.createdAt).where(sql`${table.status} IN ('queued', 'grading')`),
    index('submissions_team').on(table.teamId, table.createdAt),
    unique('submissions_idempotency').on(table.teamId, table.idempotencyKey),
    check(
      'submissions_method_length',
      sql`char_length(${table.method}) BETWEEN 1 AND ${sql.raw(String(limits.nameCharacters))}`,
    ),
  ],
);
export type Submission = typeof submissions.$inferSelect;

/** Judgements, never changed: one for each submission, grader version and truth. */
export const scores = pgTable(
  'scores',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    submissionId: text('submission_id')
      .notNull()
      .references(() => submissions.id),
    graderVersion: text('grader_version').notNull(),
    truthSha256: text('truth_sha256').notNull(),
    report: jsonb('report').$type<ScoreReport>().notNull(),
    /** of the per-image measurements, which lie in the truth folder; null: graded before they were kept */
    measurementsSha256: text('measurements_sha256'),
    /** null: a shadow, graded beside the official one and seen by maintainers only */
    publishedAt: instant('published_at').defaultNow(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('scores_once').on(table.submissionId, table.graderVersion, table.truthSha256),
    index('scores_submission').on(table.submissionId, table.createdAt),
  ],
);
export type Score = typeof scores.$inferSelect;

/** fxScore of one slice and its value on every shared bootstrap resample (float64, little endian): what paired tests need. */
export const scoreSlices = pgTable(
  'score_slices',
  {
    scoreId: uuid('score_id')
      .notNull()
      .references(() => scores.id),
    slice: text('slice').notNull(),
    fxScore: doublePrecision('fx_score'),
    replicates: bytes('replicates').notNull(),
  },
  (table) => [primaryKey({ columns: [table.scoreId, table.slice] })],
);

/** Pairs of scores that somebody asked about. What is done stays: scores never change. */
export const comparisons = pgTable(
  'comparisons',
  {
    id: text('id').primaryKey(),
    /** the pair in the order of the ids, so that it is compared once, whoever comes first */
    scoreA: uuid('score_a')
      .notNull()
      .references(() => scores.id),
    scoreB: uuid('score_b')
      .notNull()
      .references(() => scores.id),
    status: comparisonStatus('status').notNull().default('queued'),
    ...jobColumns(),
    result: jsonb('result').$type<ComparisonResult>(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('comparisons_pair').on(table.scoreA, table.scoreB),
    index('comparisons_queue').on(table.createdAt).where(sql`${table.status} IN ('queued', 'computing')`),
    check('comparisons_order', sql`${table.scoreA} < ${table.scoreB}`),
  ],
);
export type ComparisonRow = typeof comparisons.$inferSelect;

/** How far a baseline run is. */
export interface RunProgress {
  asked: number;
  total: number;
  malformed: number;
  imagesPerSecond: number;
  secondsLeft: number | null;
}

/** Runs of the reference model. What it depends on stands in `manifest` (grader/baseline/run/run-manifest.ts), by hash. */
export const baselineRuns = pgTable(
  'baseline_runs',
  {
    id: text('id').primaryKey(),
    datasetId: uuid('dataset_id')
      .notNull()
      .references(() => datasets.id),
    status: runStatus('status').notNull().default('queued'),
    ...jobColumns(),
    settings: jsonb('settings').notNull(),
    progress: jsonb('progress').$type<RunProgress>(),
    manifest: jsonb('manifest'),
    responsesSha256: text('responses_sha256'),
    submissionId: text('submission_id').references(() => submissions.id),
    /** the hash of the manifest a maintainer signed off: a reference that others are held to; null when nobody did */
    signedSha256: text('signed_sha256'),
    signedBy: text('signed_by'),
    signedAt: instant('signed_at'),
    createdAt: createdAt(),
  },
  (table) => [index('baseline_runs_created').on(table.createdAt)],
);
/** The raw answers of a run, JSON Lines as gzip: every figure can be made again from them. */
export const baselineResponses = pgTable('baseline_responses', {
  runId: text('run_id')
    .primaryKey()
    .references(() => baselineRuns.id),
  gzip: bytes('gzip').notNull(),
});

export type BaselineRunRow = typeof baselineRuns.$inferSelect;

/** Sign-ins of the site: the SHA-256 of the cookie's secret. */
export const sessions = pgTable('sessions', {
  sha256: text('sha256').primaryKey(),
  teamId: uuid('team_id')
    .notNull()
    .references(() => teams.id),
  /** the token that was signed in with: a revoked one ends its sessions; null: from before this was kept, and no longer valid */
  tokenSha256: text('token_sha256').references(() => teamTokens.sha256),
  createdAt: createdAt(),
  expiresAt: instant('expires_at').notNull(),
});

/** The processes that take jobs, by what they last said of themselves. */
export const workers = pgTable('workers', {
  id: text('id').primaryKey(),
  /** which program it is */
  name: text('name').notNull(),
  startedAt: instant('started_at').notNull().defaultNow(),
  heartbeatAt: instant('heartbeat_at').notNull().defaultNow(),
  /** what is broken around it, so that it claims nothing; null when all is well */
  trouble: text('trouble'),
  /** results that it brought after its claim was lost, and that were refused */
  refusedWrites: integer('refused_writes').notNull().default(0),
});
export type WorkerRow = typeof workers.$inferSelect;
