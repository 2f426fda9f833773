import { currentDataset } from '#db/datasets.ts';
import type { Team } from '#db/schema.ts';
import { receiveSubmission } from '#grader/intake/receive.ts';
import { countOne } from '#site/server/rate-limits.ts';
import { siteServices } from '#site/server/services.ts';
import type { IssueHint, IssueList } from '#submissions/issue.ts';
import { limits } from '#submissions/limits.ts';
import { firstProblem, isIdempotencyKey, uploadDetails } from './upload-details.ts';

/** The body is larger than a file may be: becomes 413. */
class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';

  constructor() {
    super(`The body is larger than ${limits.fileBytes / 1024 / 1024} MiB. Compress the file with gzip or zstd.`);
  }
}

export type UploadResult =
  | { kind: 'accepted'; id: string; hints: IssueHint[] }
  | { kind: 'issues'; list: IssueList }
  | { kind: 'error'; status: number; message: string; retryAfter?: number };

/** A raw body as an iterable that stops with {@link BodyTooLarge}; no body is an empty file. */
export async function* readBody(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limits.fileBytes) throw new BodyTooLarge();
    yield chunk;
  }
}

/** What a team sends: a file, what it says of it, and a key under which a repeated upload is the same one. */
export interface SentUpload {
  details: unknown;
  body: AsyncIterable<Uint8Array>;
  /** null when none was given */
  idempotencyKey: string | null;
  /** aborted when the sender is gone */
  signal: AbortSignal;
}

/** Takes a file in for a team. What the team can fix is a value, a broken machine throws. */
export async function receiveUpload(
  team: Team,
  { details, body, idempotencyKey, signal }: SentUpload,
): Promise<UploadResult> {
  const parsed = uploadDetails.safeParse(details);
  if (!parsed.success) return { kind: 'error', status: 400, message: firstProblem(parsed.error) };
  if (idempotencyKey !== null && !isIdempotencyKey(idempotencyKey)) {
    return { kind: 'error', status: 400, message: 'An Idempotency-Key has 8 to 200 printable ASCII characters.' };
  }
  const { split, method, link } = parsed.data;
  const services = await siteServices();
  const dataset = await currentDataset(services.db, split);
  if (!dataset) return { kind: 'error', status: 503, message: `There is no data set with a ${split} split yet.` };
  const excess = await countOne(split === 'dev' ? 'uploadsDev' : 'uploadsTest', team.id);
  if (excess) return { kind: 'error', status: 429, message: excess.message, retryAfter: excess.seconds };
  try {
    const result = await receiveSubmission(services, { team, dataset, method, link, body, idempotencyKey, signal });
    if (result.kind === 'conflict') return { kind: 'error', status: 409, message: result.message };
    return result.kind === 'accepted' ? { kind: 'accepted', id: result.submission.id, hints: result.hints } : result;
  } catch (error) {
    if (error instanceof BodyTooLarge) return { kind: 'error', status: 413, message: error.message };
    throw error;
  }
}
