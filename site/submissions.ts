import { readSubmission as read, type SubmissionFile } from '#db/submissions.ts';
import { siteServices } from './services.ts';

export async function readSubmission(id: string): Promise<SubmissionFile | null> {
  return read((await siteServices()).db, id);
}
