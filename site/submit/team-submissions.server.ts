import { currentDatasets } from '#db/datasets.ts';
import type { Dataset, Submission, Team } from '#db/schema.ts';
import { listTeamSubmissions } from '#db/submissions.ts';
import { siteServices } from '#site/server/services.ts';
import { isSubmittable, type Split } from '#submissions/terms.ts';

export interface TeamSubmission {
  submission: Submission;
  split: Split;
}

/** The newest data set of each split that takes submissions, dev before test. */
export async function submittableDatasets(): Promise<Dataset[]> {
  return (await currentDatasets((await siteServices()).db)).filter(({ split }) => isSubmittable(split));
}

/** A team's submissions to the current data sets, newest first. */
export async function submissionsOf(team: Team): Promise<TeamSubmission[]> {
  const { db } = await siteServices();
  const lists = await Promise.all(
    (await submittableDatasets()).map(async ({ id, split }) =>
      (await listTeamSubmissions(db, team.id, id)).map((submission) => ({ submission, split })),
    ),
  );
  return lists.flat().sort((a, b) => b.submission.createdAt.getTime() - a.submission.createdAt.getTime());
}
