import * as z from 'zod/mini';
import type { IssueList } from '#submissions/issue.ts';

export type UploadOutcome =
  | { kind: 'accepted'; id: string }
  | { kind: 'issues'; list: IssueList }
  /** with a sentence for the team */
  | { kind: 'refused'; message: string };

const accepted = z.object({ id: z.string() });
const refused = z.object({ error: z.string() });

/**
 * The outcome of an upload by the server's answer. A body that is not what the status calls for, as the page of a proxy,
 * is refused with a sentence that says whether the file may have been submitted.
 * @example await readOutcome(413, '{"error": "A file has at most 256 MiB."}')
 */
export async function readOutcome(status: number, body: string): Promise<UploadOutcome> {
  const answer = parseJson(body);
  if (status === 201) return readAccepted(answer);
  if (status === 422) return readIssues(answer);
  const refusal = refused.safeParse(answer);
  return { kind: 'refused', message: refusal.success ? refusal.data.error : unexpected(status) };
}

function readAccepted(answer: unknown): UploadOutcome {
  const submission = accepted.safeParse(answer);
  if (submission.success) return { kind: 'accepted', id: submission.data.id };
  const message =
    'The server took the file, but its answer cannot be read. Reload this page: the file is among your submissions.';
  return { kind: 'refused', message };
}

async function readIssues(answer: unknown): Promise<UploadOutcome> {
  const { issueList } = await import('#submissions/issue.ts'); // most uploads have no issue
  const list = issueList.safeParse(answer);
  if (list.success) return { kind: 'issues', list: list.data };
  const message =
    'The server refused the file (422), but its list of issues cannot be read. Nothing was submitted. Reload this page and try again.';
  return { kind: 'refused', message };
}

function unexpected(status: number): string {
  const answered = `The server answered with status ${status} and no reason.`;
  return status >= 400 && status < 500
    ? `${answered} Nothing was submitted.`
    : `${answered} If the file is not among your submissions, try again in a minute.`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // the page of a proxy or a captive portal
  }
}
