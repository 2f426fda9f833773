import { listRuns, readResponses } from '#db/baselines.ts';
import type { Database } from '#db/client.ts';
import type { BaselineRunRow } from '#db/schema.ts';
import { readSubmission, type SubmissionFile } from '#db/submissions.ts';
import { canonicalSha256 } from '#grader/baseline/run/canonical.ts';
import { type RunManifest, runManifest } from '#grader/baseline/run/run-manifest.ts';
import { overallSlice } from '#submissions/scorecard.ts';
import { type Agreement, compareAnswers, unpackAnswers } from './agreement.ts';
import { differingDecisions, type Figures, reasonsAgainst } from './reproduction.ts';

export interface Run {
  row: BaselineRunRow;
  /** null before it is submitted */
  manifest: RunManifest | null;
  submission: SubmissionFile | null;
  figures: Figures;
  /** signed off, and its manifest is still the one that was signed */
  isReference: boolean;
  /** the reference runs of the same model and images, the oldest first */
  references: Run[];
  /** with the oldest reference; null for itself, without one, and before there are answers */
  agreement: Agreement | null;
  /** why it does not reproduce; null for a reference, without one, and while it is not graded */
  reasons: string[] | null;
}

/** All runs with what they are held to and how they stand, the newest first. */
export async function readJudgedRuns(db: Database): Promise<Run[]> {
  const runs = await Promise.all((await listRuns(db)).map((row) => readOne(db, row)));
  for (const run of runs) {
    run.references = referencesOf(run, runs);
    await judge(db, run);
  }
  return runs;
}

/**
 * The signed-off runs of the same model and images, the oldest first, that were asked the same by the same weights; where
 * there is none the oldest of all, which tells what differs.
 */
function referencesOf(run: Run, runs: readonly Run[]): Run[] {
  const signed = runs.filter((each) => each.isReference && isComparable(each, run)).toReversed();
  const { manifest } = run;
  if (!manifest) return signed;
  const alike = signed.filter((each) => each.manifest && differingDecisions(manifest, each.manifest).length === 0);
  return alike.length > 0 ? alike : signed.slice(0, 1);
}

async function readOne(db: Database, row: BaselineRunRow): Promise<Run> {
  const submission = row.submissionId ? await readSubmission(db, row.submissionId) : null;
  const metrics = submission?.report?.slices[overallSlice]?.metrics;
  return {
    ...{ row, submission, manifest: runManifest.safeParse(row.manifest).data ?? null },
    figures: { accuracy: metrics?.accuracy ?? null, iou: metrics?.iou ?? null },
    isReference: row.signedSha256 !== null && row.signedSha256 === canonicalSha256(row.manifest),
    ...{ references: [], agreement: null, reasons: null },
  };
}

/** Runs that can be held against each other: one model by name, and the same images. */
export function isComparable(a: Run, b: Run): boolean {
  return a.row.datasetId === b.row.datasetId && modelOf(a) === modelOf(b);
}

const modelOf = ({ row }: Run) => (row.settings as { model?: string }).model;

async function judge(db: Database, run: Run): Promise<void> {
  const judged = run.references.flatMap(({ manifest, figures }) => (manifest ? [{ manifest, figures }] : []));
  const [oldest] = run.references;
  if (run.isReference || !oldest || !run.manifest || !run.submission?.report) return;
  run.agreement = await agreementOf(db, run, oldest);
  const share = run.agreement && run.agreement.sameVerdicts / Math.max(1, run.agreement.images);
  run.reasons = reasonsAgainst({ manifest: run.manifest, figures: run.figures }, judged, share);
}

/** Stored answers never change, so what two files have in common is worked out once. */
const known = new Map<string, Agreement>();
const mostKnown = 1000;

/** How two runs answered the same images; null while one has no stored answers. */
export async function agreementOf(db: Database, a: Run, b: Run): Promise<Agreement | null> {
  const key = `${a.row.responsesSha256} ${b.row.responsesSha256}`;
  const found = known.get(key);
  if (found) return found;
  const [ours, theirs] = [await readResponses(db, a.row.id), await readResponses(db, b.row.id)];
  if (!ours || !theirs) return null;
  const agreement = compareAnswers(unpackAnswers(ours), unpackAnswers(theirs));
  if (known.size >= mostKnown) known.clear();
  known.set(key, agreement);
  return agreement;
}
