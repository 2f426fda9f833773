/** The life of a submission. A wrong file ends `rejected` (the team can fix it), a broken machine `failed` (we must). */
export const statuses = ['queued', 'grading', 'scored', 'rejected', 'failed'] as const;
export type Status = (typeof statuses)[number];

export const statusTitles: Record<Status, string> = {
  queued: 'Waiting in the queue',
  grading: 'Being graded',
  scored: 'Graded',
  rejected: 'Rejected: the file needs a fix',
  failed: 'Failed on our side',
};

/** The life of a comparison of two scores. `done` is for good. */
export const comparisonStatuses = ['queued', 'computing', 'done', 'failed'] as const;
export type ComparisonStatus = (typeof comparisonStatuses)[number];

/** How often a job is tried that fails by itself, or whose worker dies in it, before it is `failed`. */
export const maxAttempts = 3;

/**
 * Whether a submission keeps its status unless a maintainer acts.
 *
 * @example
 * isFinal('grading') // → false
 * isFinal('failed') // → true
 */
export function isFinal(status: Status): boolean {
  return status === 'scored' || status === 'rejected' || status === 'failed';
}

/** Who stands behind an entry. Everything but `team` is marked wherever it stands. */
export const entryKinds = ['team', 'baseline', 'trivial', 'simulated'] as const;
export type EntryKind = (typeof entryKinds)[number];

/** The life of a baseline run: a model asked about every image of a split, its answers submitted like a team's. */
export const runStatuses = ['queued', 'running', 'submitted', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];

export const runStatusTitles: Record<RunStatus, string> = {
  queued: 'Waiting for a runner',
  running: 'Asking the model',
  submitted: 'Submitted',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** What any job may be: which of these follows which is held by the database (db/migrations, `job_moves`). */
export type JobStatus = Status | ComparisonStatus | RunStatus;
