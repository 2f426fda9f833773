import { currentDataset } from '#db/datasets.ts';
import type { Team } from '#db/schema.ts';
import { receiveSubmission } from '#grader/intake/receive.ts';
import { siteServices } from '#site/server/services.ts';
import type { IssueHint, IssueList } from '#submissions/issue.ts';
import { limits } from '#submissions/limits.ts';
import { firstProblem, uploadDetails } from './upload-details.ts';

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
  | { kind: 'error'; status: number; message: string };

/** A raw body as an iterable that stops with {@link BodyTooLarge}; no body is an empty file. */
export async function* readBody(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limits.fileBytes) throw new BodyTooLarge();
    yield chunk;
  }
}

/** Takes a file in for a team. What the team can fix is a value, a broken machine throws. */
export async function receiveUpload(
  team: Team,
  details: unknown,
  body: AsyncIterable<Uint8Array>,
): Promise<UploadResult> {
  const parsed = uploadDetails.safeParse(details);
  if (!parsed.success) return { kind: 'error', status: 400, message: firstProblem(parsed.error) };
  const { split, method, link } = parsed.data;
  const services = await siteServices();
  const dataset = await currentDataset(services.db, split);
  if (!dataset) return { kind: 'error', status: 503, message: `There is no data set with a ${split} split yet.` };
  try {
    const result = await receiveSubmission(services, { team, dataset, method, link, body });
    return result.kind === 'accepted' ? { kind: 'accepted', id: result.submission.id, hints: result.hints } : result;
  } catch (error) {
    if (error instanceof BodyTooLarge) return { kind: 'error', status: 413, message: error.message };
    throw error;
  }
}
