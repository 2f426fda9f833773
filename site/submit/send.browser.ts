import { z } from 'zod/mini';
import type { IssueList } from '#submissions/issue.ts';

export type UploadOutcome =
  | { kind: 'accepted'; id: string }
  | { kind: 'issues'; list: IssueList }
  | { kind: 'refused'; message: string };

/** Sends the file itself as the body, as every other client does. `onProgress` gets the share sent, 0…1. */
export function upload(
  file: File,
  details: URLSearchParams,
  onProgress: (share: number) => void,
): Promise<UploadOutcome> {
  const request = new XMLHttpRequest();
  request.open('POST', `/api/v1/submissions?${details}`);
  request.setRequestHeader('Content-Type', 'application/x-ndjson');
  request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
  return new Promise((resolve) => {
    const broken = 'The connection broke off. Nothing was submitted; try again.';
    request.addEventListener('error', () => resolve({ kind: 'refused', message: broken }));
    request.addEventListener('load', () => resolve(outcome(request.status, request.responseText)));
    request.send(file);
  });
}

const accepted = z.object({ id: z.string() });
const refused = z.object({ error: z.string() });

function outcome(status: number, text: string): UploadOutcome {
  const answer: unknown = parse(text);
  const made = accepted.safeParse(answer);
  if (status === 201 && made.success) return { kind: 'accepted', id: made.data.id };
  // our own server's list, made by the checker whose type this is
  if (status === 422) return { kind: 'issues', list: answer as IssueList };
  const said = refused.safeParse(answer);
  const message = said.success ? said.data.error : `The server answered with status ${status}. Try again in a minute.`;
  return { kind: 'refused', message };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
