import { currentDatasets } from '#db/datasets.ts';
import type { Dataset, Submission, Team } from '#db/schema.ts';
import { createSubmission, findByIdempotencyKey, spellMethod } from '#db/submissions.ts';
import type { Services } from '#grader/services/services.ts';
import { checkPredictions } from '#submissions/check-file.ts';
import type { IssueHint, IssueList } from '#submissions/issue.ts';
import { nameKey } from '#submissions/names.ts';
import { sha256OfStream } from '#submissions/sha256.ts';
import type { Incoming } from '#submissions/store.ts';
import type { SplitImages } from '#submissions/unknown-ids.ts';
import { loadImageSizes } from './manifest.ts';
import { readAhead } from './read-ahead.ts';

export interface Upload {
  team: Team;
  dataset: Dataset;
  method: string;
  link: string | null;
  body: AsyncIterable<Uint8Array>;
  /** given by the sender: a repeated upload with it gets the first answer */
  idempotencyKey?: string | null;
  /** aborted when the sender is gone: nothing more is done then */
  signal?: AbortSignal;
}

export type IntakeResult =
  /** with another convention that the boxes look like, if they do: no reason to refuse the file */
  | { kind: 'accepted'; submission: Submission; hints: IssueHint[]; isRepeated: boolean }
  | { kind: 'issues'; list: IssueList }
  /** the idempotency key was used for another upload */
  | { kind: 'conflict'; message: string };

/** How far an upload is read ahead of the checker, in bytes: a file that unpacks to more than is allowed is smaller, if it is slow. */
const aheadBytes = 16 * 2 ** 20;

/**
 * Takes an upload in: hashed, spooled and checked in one pass over the stream. With any issue nothing is kept and
 * nothing queued; else the file is stored, the row inserted and enqueued. What the body's stream throws is passed on. An
 * upload that repeats one is answered as that was, whatever became of it since.
 */
export async function receiveSubmission(services: Services, upload: Upload): Promise<IntakeResult> {
  const { idempotencyKey: key = null, team } = upload;
  const before = key === null ? null : await findByIdempotencyKey(services.db, team.id, key);
  if (before) return repeat(before, upload, await sha256OfStream(upload.body));
  const images = await loadImageSizes(services.env.dataDir, upload.dataset);
  await using incoming = await services.store.receive();
  const hints: IssueHint[] = [];
  const list = await checkPredictions(spooled(readAhead(upload.body, aheadBytes), incoming), images, {
    onLikelyConvention: (hint) => hints.push(hint),
    otherSplits: () => loadOtherSplits(services, upload.dataset),
    ...(upload.signal ? { signal: upload.signal } : {}),
  });
  if (list.issues.length > 0) return { kind: 'issues', list };
  const { sha256, bytes } = await incoming.keep();
  const submission = await createSubmission(services.db, {
    teamId: team.id,
    datasetId: upload.dataset.id,
    method: await spellMethod(services.db, team.id, upload.method),
    link: upload.link,
    predictionsSha256: sha256,
    bytes,
    idempotencyKey: key,
  });
  const first = repeat(submission, upload, sha256); // of two at once with one key the other may have come first
  if (first.kind === 'conflict') return first;
  await services.gradingQueue.enqueue(submission.id, submission.fence).catch((error: unknown) => {
    services.log.warn({ error, submission: submission.id }, 'the queue is away; the sweep will find the row');
  });
  return { kind: 'accepted', submission, hints, isRepeated: false };
}

/** The first answer again, when everything of the upload is as it was then. @param sha256 of its body */
function repeat(before: Submission, { dataset, method, link }: Upload, sha256: string): IntakeResult {
  const isSame = before.datasetId === dataset.id && nameKey(before.method) === nameKey(method) && before.link === link;
  if (isSame && before.predictionsSha256 === sha256) {
    return { kind: 'accepted', submission: before, hints: [], isRepeated: true };
  }
  const message = `This Idempotency-Key was used for ${before.id}, which has another split, method, link or file. Give each upload a key of its own.`;
  return { kind: 'conflict', message };
}

/** The images of the newest other splits. */
async function loadOtherSplits({ db, env }: Services, { split }: Dataset): Promise<SplitImages[]> {
  const others = (await currentDatasets(db)).filter((each) => each.split !== split);
  return Promise.all(others.map(async (each) => [each.split, await loadImageSizes(env.dataDir, each)] as const));
}

async function* spooled(body: AsyncIterable<Uint8Array>, incoming: Incoming): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    await incoming.write(chunk);
    yield chunk;
  }
}
