import { requestComparison } from '#db/comparisons.ts';
import type { Dataset } from '#db/schema.ts';
import type { ReportStub, SubmissionFile } from '#db/submissions.ts';
import { graderVersion } from '#grader/release/version.ts';
import { readSubmission } from '#site/report/submissions.server.ts';
import { siteServices } from '#site/server/services.ts';
import { type ComparisonResult, swapSides } from '#submissions/comparison.ts';
import type { ScoreReport } from '#submissions/score-report.ts';

/** A graded submission that can be compared with others of its split. */
export interface ComparedEntry {
  id: string;
  team: SubmissionFile['team'];
  method: string;
  dataset: Dataset;
  score: ReportStub;
  report: ScoreReport;
}

export type Gathered =
  | { kind: 'entries'; entries: ComparedEntry[] }
  /** with the HTTP status, and what to do */
  | { kind: 'wrong'; status: 404 | 409; message: string };

/** The entries behind some ids, or why they cannot be compared. */
export async function gatherEntries(ids: readonly string[]): Promise<Gathered> {
  const entries: ComparedEntry[] = [];
  for (const id of ids) {
    const file = await readSubmission(id);
    if (!file)
      return wrong(404, `There is no submission ${id}. Take the ids from a board or from a submission's page.`);
    const [score] = file.reports;
    if (!file.report || !score)
      return wrong(409, `${id} has no report (yet). See /submissions/${id}; compare it when it is graded.`);
    const { team, dataset, report, submission } = file;
    entries.push({ id, team, method: submission.method, dataset, score, report });
  }
  return checkAlike(entries) ?? { kind: 'entries', entries };
}

function checkAlike(entries: readonly ComparedEntry[]): Gathered | null {
  const [first, ...others] = entries;
  const old = entries.find(({ score }) => score.graderVersion !== graderVersion);
  if (old) {
    const told = `${old.id} was graded by version ${old.score.graderVersion} of the grader; this is ${graderVersion}`;
    return wrong(409, `${told}. It can be compared once it is graded anew.`);
  }
  for (const other of others) {
    if (!first) return null;
    if (first.dataset.id !== other.dataset.id) {
      const [one, two] = [first, other].map(({ id, dataset }) => `${id} is of ${nameOf(dataset)}`);
      return wrong(409, `Only entries of one split can be compared: ${one}, ${two}. Choose both from one board.`);
    }
    const judges = [first, other].map(({ score }) => `${score.graderVersion} ${score.truthSha256}`);
    if (judges[0] !== judges[1]) {
      const told = `${first.id} was graded by another version of the grader, or on other answers, than ${other.id}`;
      return wrong(409, `${told}. They can be compared once both are graded anew.`);
    }
  }
  return null;
}

function nameOf({ name, version, split }: Dataset): string {
  return `${name} ${version}, ${split}`;
}

function wrong(status: 404 | 409, message: string): Gathered {
  return { kind: 'wrong', status, message };
}

export type ReadComparison =
  | { status: 'done'; result: ComparisonResult }
  | { status: 'queued' | 'computing' | 'failed' }
  /** so many wait that no more are taken in */
  | { status: 'busy' };

/** The comparison of two entries as far as it is; the first to ask starts it. */
export async function readComparison(a: ComparedEntry, b: ComparedEntry): Promise<ReadComparison> {
  const { db, comparingQueue, log } = await siteServices();
  const asked = await requestComparison(db, a.score.id, b.score.id);
  if (!asked) return { status: 'busy' };
  const { row, swapped } = asked;
  if (row.status === 'queued') {
    await comparingQueue.enqueue(row.id, row.fence).catch((error: unknown) => {
      log.warn({ error, comparison: row.id }, 'the queue is away; the sweep will find the row');
    });
  }
  if (row.status !== 'done' || !row.result) return { status: row.status === 'done' ? 'failed' : row.status };
  return { status: 'done', result: swapped ? swapSides(row.result) : row.result };
}

/** What to say of a comparison that failed or was not taken in. */
export const comparisonTrouble = {
  failed: 'Comparing these two failed on our side. The maintainers can see why; ask again in ten minutes.',
  busy: 'Too many comparisons wait to be made. Ask again in a minute.',
} as const;
