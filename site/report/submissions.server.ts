import { currentDatasets } from '#db/datasets.ts';
import type { Dataset, Submission, Team } from '#db/schema.ts';
import { listTeamSubmissions, readSubmission as read, type SubmissionFile } from '#db/submissions.ts';
import { siteServices } from '#site/server/services.ts';
import { isSubmittable, type Split } from '#submissions/terms.ts';

/** @param reportId an earlier report of it; the newest when not given */
export async function readSubmission(id: string, reportId?: string): Promise<SubmissionFile | null> {
  if (!/^[a-z0-9]{1,40}$/.test(id)) return null;
  const isUuid = reportId === undefined || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(reportId);
  return isUuid ? read((await siteServices()).db, id, reportId) : null;
}

export interface TeamSubmission {
  submission: Submission;
  split: Split;
}

/** The newest data set of each split that takes submissions, dev before test. */
export async function submittableDatasets(): Promise<Dataset[]> {
  return (await currentDatasets((await siteServices()).db)).filter(({ split }) => isSubmittable(split));
}

/** What a team has submitted to the current data sets, newest first. */
export async function submissionsOf(team: Team): Promise<TeamSubmission[]> {
  const { db } = await siteServices();
  const lists = await Promise.all(
    (await submittableDatasets()).map(async ({ id, split }) =>
      (await listTeamSubmissions(db, team.id, id)).map((submission) => ({ submission, split })),
    ),
  );
  return lists.flat().sort((a, b) => b.submission.createdAt.getTime() - a.submission.createdAt.getTime());
}
