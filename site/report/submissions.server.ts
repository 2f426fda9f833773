import { readSubmission as readSubmissionFile, type SubmissionFile } from '#db/submissions.ts';
import { siteServices } from '#site/server/services.ts';

/**
 * A submission by the id of an address, which may be anything; null for one that does not exist.
 * @param reportId an earlier report of it; the newest when not given
 */
export async function readSubmission(id: string, reportId?: string): Promise<SubmissionFile | null> {
  if (!/^[a-z0-9]{1,40}$/.test(id)) return null;
  const isUuid = reportId === undefined || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(reportId);
  return isUuid ? readSubmissionFile((await siteServices()).db, id, reportId) : null;
}
