import { requestComparison } from '#db/comparisons.ts';
import type { Dataset } from '#db/schema.ts';
import { graderVersion } from '#grader/release/version.ts';
import { readSubmission } from '#site/report/submissions.server.ts';
import { siteServices } from '#site/server/services.ts';
import { type ComparisonResult, swapSides } from '#submissions/comparison.ts';
import type { ComparedEntry } from './compared-entry.ts';

export type FoundEntries =
  | { kind: 'entries'; entries: ComparedEntry[] }
  /** with the HTTP status, and what to do */
  | { kind: 'refused'; status: 404 | 409; message: string };

/** The entries behind some ids, or why they cannot be compared. */
export async function findEntries(ids: readonly string[]): Promise<FoundEntries> {
  const entries: ComparedEntry[] = [];
  for (const id of ids) {
    const file = await readSubmission(id);
    if (!file)
      return refused(404, `There is no submission ${id}. Take the ids from a board or from a submission's page.`);
    const [score] = file.reports;
    if (!file.report || !score)
      return refused(409, `${id} has no report (yet). See /submissions/${id}; compare it when it is graded.`);
    const { team, dataset, report, submission } = file;
    entries.push({ id, team, method: submission.method, dataset, score, report });
  }
  return checkComparable(entries) ?? { kind: 'entries', entries };
}

function checkComparable(entries: readonly ComparedEntry[]): FoundEntries | null {
  const [first, ...others] = entries;
  const old = entries.find(({ score }) => score.graderVersion !== graderVersion);
  if (old) {
    const versions = `${old.id} was graded by version ${old.score.graderVersion} of the grader; this is ${graderVersion}`;
    return refused(409, `${versions}. It can be compared once it is graded anew.`);
  }
  for (const other of others) {
    if (!first) return null;
    if (first.dataset.id !== other.dataset.id) {
      const [one, two] = [first, other].map(({ id, dataset }) => `${id} is of ${nameOf(dataset)}`);
      return refused(409, `Only entries of one split can be compared: ${one}, ${two}. Choose both from one board.`);
    }
    if (
      first.score.graderVersion !== other.score.graderVersion ||
      first.score.truthSha256 !== other.score.truthSha256
    ) {
      const grading = `${first.id} was graded by another version of the grader, or on other answers, than ${other.id}`;
      return refused(409, `${grading}. They can be compared once both are graded anew.`);
    }
  }
  return null;
}

function nameOf({ name, version, split }: Dataset): string {
  return `${name} ${version}, ${split}`;
}

function refused(status: 404 | 409, message: string): FoundEntries {
  return { kind: 'refused', status, message };
}

export type ReadComparison =
  | { status: 'done'; result: ComparisonResult }
  | { status: 'queued' | 'computing' | 'failed' }
  /** the queue of comparisons is full */
  | { status: 'busy' };

/** The comparison of two entries as far as it is computed; the first request queues it. */
export async function readComparison(a: ComparedEntry, b: ComparedEntry): Promise<ReadComparison> {
  const { db, comparingQueue, log } = await siteServices();
  const requested = await requestComparison(db, a.score.id, b.score.id);
  if (!requested) return { status: 'busy' };
  const { row, swapped } = requested;
  if (row.status === 'queued') {
    await comparingQueue.enqueue(row.id, row.fence).catch((error: unknown) => {
      log.warn({ error, comparison: row.id }, 'the queue cannot be reached; the sweep will find the row');
    });
  }
  if (row.status !== 'done' || !row.result) return { status: row.status === 'done' ? 'failed' : row.status };
  return { status: 'done', result: swapped ? swapSides(row.result) : row.result };
}

/** The message for a comparison that failed or was not taken in. */
export const comparisonProblems = {
  failed: 'Comparing these two failed on our side. The maintainers can see why; ask again in ten minutes.',
  busy: 'Too many comparisons wait to be made. Ask again in a minute.',
} as const;
