/** One released grader. The newest stands first; reports carry the version of the first. */
export interface GraderRelease {
  version: string;
  /** the edition of the metric definitions (docs, /docs/metrics) */
  metricsSpec: number;
  /** day of the release, UTC */
  date: string;
  /** whether a report of the one before would come out otherwise */
  changesNumbers: boolean;
  changes: readonly string[];
}

/**
 * The public changelog of the grader (/docs/grader). A change of any number of a report needs a new release here:
 * tests/golden/reports.json holds what each version makes of the golden files, and a test compares.
 */
export const graderReleases = [
  {
    version: '1.0.0',
    metricsSpec: 1,
    date: '2026-11-23',
    changesNumbers: true,
    changes: [
      'The first grader: 28 metrics over detection, grounding, tags, texts and their conjunction, overall, per family and per generator.',
      'Intervals from 2,000 stratified resamples that all entries share; AUROC by DeLong.',
      'Ranks from paired tests on shared resamples, Holm-corrected.',
    ],
  },
] as const satisfies readonly GraderRelease[];
