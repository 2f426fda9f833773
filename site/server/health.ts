import type { Database } from '#db/client.ts';
import { comparisonJobs } from '#db/comparisons.ts';
import { countJobs, type JobCounts } from '#db/jobs.ts';
import { gradingJobs } from '#db/submissions.ts';
import { listWorkers } from '#db/workers.ts';

/** A grader that is silent for so long, in ms, is not at work. */
const silentMs = 15_000;
/** Work that waits for so long, in ms, is not about to be claimed. */
const waitingMs = 15_000;

export interface Health {
  /** whether what is submitted now is graded soon */
  ready: boolean;
  /** why not, in sentences that everybody may read: names of files and servers are in the logs */
  reasons: string[];
  queued: number;
  grading: number;
  failed: number;
  workers: { name: string; silentSeconds: number; isWell: boolean; refusedWrites: number }[];
}

/** The state of grading: what waits, what fails, and whether there is a grader that is well. @throws when the database is away */
export async function readHealth(db: Database): Promise<Health> {
  const [grading, comparing, workers] = await Promise.all([
    countJobs(db, gradingJobs),
    countJobs(db, comparisonJobs),
    listWorkers(db),
  ]);
  const graders = workers.filter(({ name }) => name === 'grader');
  const awake = graders.filter((worker) => worker.silentMs < silentMs);
  const reasons = [
    ...waiting('submission', grading, awake.length),
    ...waiting('comparison', comparing, awake.length),
    ...(awake.some(({ trouble }) => trouble !== null)
      ? ['A grader reports that something around it is broken: see its log.']
      : []),
    ...failing('submission', grading),
    ...failing('comparison', comparing),
  ];
  const { queued = 0, grading: underWay = 0, failed = 0 } = grading.counts;
  return {
    ...{ ready: reasons.length === 0, reasons, queued, grading: underWay, failed },
    workers: workers.map(({ name, silentMs: ms, trouble, refusedWrites }) => ({
      ...{ name, silentSeconds: Math.round(ms / 1000), isWell: trouble === null && ms < silentMs, refusedWrites },
    })),
  };
}

function waiting(what: string, { dueSince }: JobCounts, awake: number): string[] {
  const waitsMs = dueSince ? Date.now() - dueSince.getTime() : 0;
  if (waitsMs < waitingMs || awake > 0) return [];
  return [`A ${what} has waited for ${Math.round(waitsMs / 1000)} s, and no grader gives a sign of life.`];
}

function failing(what: string, { failedLately, setBack }: JobCounts): string[] {
  return [
    ...(failedLately > 0 ? [`${counted(failedLately, what)} failed on our side within the last hour.`] : []),
    ...(setBack > 0 ? [`${counted(setBack, what)} went back because something of ours was broken.`] : []),
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
