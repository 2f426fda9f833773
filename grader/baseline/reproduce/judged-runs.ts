import { listRuns, readResponses } from '#db/baselines.ts';
import type { Database } from '#db/client.ts';
import type { BaselineRunRow } from '#db/schema.ts';
import { readSubmission, type SubmissionFile } from '#db/submissions.ts';
import { canonicalSha256 } from '#grader/baseline/run/canonical.ts';
import type { RunManifest, RunSettings } from '#grader/baseline/run/run-manifest.ts';
import { overallSlice } from '#submissions/scorecard.ts';
import { type Agreement, compareAnswers, unpackAnswers } from './agreement.ts';
import { differingDecisions, type Figures, reasonsAgainst } from './reproduction.ts';
import { manifestOf, settingsOf } from './run-row.ts';

export interface Run {
  row: BaselineRunRow;
  settings: RunSettings;
  /** null before it is submitted */
  manifest: RunManifest | null;
  submission: SubmissionFile | null;
  figures: Figures;
  /** signed off, and its manifest is still the one that was signed */
  isReference: boolean;
  /** the reference runs of the same model and images, the oldest first */
  references: SubmittedRun[];
  /** with the oldest reference; null for itself, without one, and before there are answers */
  agreement: Agreement | null;
  /** why it does not reproduce; null for a reference, without one, and while it is not graded */
  reasons: string[] | null;
}

/** A run whose answers were submitted: what it depended on is recorded. */
export interface SubmittedRun extends Run {
  manifest: RunManifest;
}

export function isSubmitted(run: Run): run is SubmittedRun {
  return run.manifest !== null;
}

/** All runs with their references and whether they reproduce them, the newest first. */
export async function readJudgedRuns(db: Database): Promise<Run[]> {
  const runs = await Promise.all((await listRuns(db)).map((row) => readOne(db, row)));
  for (const run of runs) {
    run.references = referencesOf(run, runs);
    await judge(db, run);
  }
  return runs;
}

/**
 * The signed-off runs of the same model and images whose manifests agree with the run's in all that decides the answers,
 * the oldest first. Where there is none the oldest signed-off run alone, so that what differs can be named.
 */
function referencesOf(run: Run, runs: readonly Run[]): SubmittedRun[] {
  const signed = runs.filter(isSubmitted).filter((each) => each.isReference && isComparable(each, run));
  const oldestFirst = signed.toReversed();
  const { manifest } = run;
  if (!manifest) return oldestFirst;
  const alike = oldestFirst.filter((each) => differingDecisions(manifest, each.manifest).length === 0);
  return alike.length > 0 ? alike : oldestFirst.slice(0, 1);
}

async function readOne(db: Database, row: BaselineRunRow): Promise<Run> {
  const submission = row.submissionId ? await readSubmission(db, row.submissionId) : null;
  const metrics = submission?.report?.slices[overallSlice]?.metrics;
  return {
    ...{ row, submission, settings: settingsOf(row), manifest: manifestOf(row) },
    figures: { accuracy: metrics?.accuracy ?? null, iou: metrics?.iou ?? null },
    isReference: row.signedSha256 !== null && row.signedSha256 === canonicalSha256(row.manifest),
    ...{ references: [], agreement: null, reasons: null },
  };
}

/** Whether two runs can be compared: one model by name, and the same images. */
export function isComparable(a: Run, b: Run): boolean {
  return a.row.datasetId === b.row.datasetId && a.settings.model === b.settings.model;
}

async function judge(db: Database, run: Run): Promise<void> {
  const [oldest] = run.references;
  if (run.isReference || !oldest || !run.manifest || !run.submission?.report) return;
  run.agreement = await agreementOf(db, run, oldest);
  const share = run.agreement && run.agreement.sameVerdicts / Math.max(1, run.agreement.images);
  run.reasons = reasonsAgainst({ manifest: run.manifest, figures: run.figures }, run.references, share);
}

/** By the SHA-256 of both runs' answers, which never change. */
const agreements = new Map<string, Agreement>();
const maxAgreements = 1000;

/** How two runs answered the same images; null while one has no stored answers. */
export async function agreementOf(db: Database, a: Run, b: Run): Promise<Agreement | null> {
  const key = `${a.row.responsesSha256} ${b.row.responsesSha256}`;
  const found = agreements.get(key);
  if (found) return found;
  const [ours, theirs] = [await readResponses(db, a.row.id), await readResponses(db, b.row.id)];
  if (!ours || !theirs) return null;
  const agreement = compareAnswers(unpackAnswers(ours), unpackAnswers(theirs));
  if (agreements.size >= maxAgreements) agreements.clear();
  agreements.set(key, agreement);
  return agreement;
}
