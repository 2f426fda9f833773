import type { Dataset } from '#db/schema.ts';
import type { ReportStub, SubmissionFile } from '#db/submissions.ts';
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
