import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { Busboy } from '@fastify/busboy';
import { z } from 'zod';
import { currentDataset } from '#db/datasets.ts';
import type { Team } from '#db/schema.ts';
import { type IntakeResult, receiveSubmission } from '#grader/intake/receive.ts';
import { siteServices } from '#site/server/services.ts';
import type { IssueHint, IssueList } from '#submissions/issue.ts';
import { limits } from '#submissions/limits.ts';
import { isVisible, methodName } from '#submissions/names.ts';
import { submittableSplits } from '#submissions/terms.ts';

const linkTrouble = 'The link must be a web address (https://…) of at most 500 characters.';

/** What a team says of a file it uploads. */
export const uploadDetails = z.object({
  split: z
    .enum(submittableSplits, `The split is ${submittableSplits.join(' or ')}.`)
    .default('test')
    .meta({ description: 'the split whose images the file predicts; `test`, which ranks, when it is not given' }),
  method: methodName,
  link: z
    .union(
      [
        z.literal('', linkTrouble),
        z
          .url({ protocol: /^https?$/, error: linkTrouble })
          .max(500, linkTrouble)
          .refine(isVisible, linkTrouble),
      ],
      linkTrouble,
    )
    .optional()
    .transform((link) => link || null),
});

/** The body is larger than a file may be: becomes 413. */
class BodyTooLarge extends Error {
  constructor() {
    super(`The body is larger than ${limits.fileBytes / 1024 / 1024} MiB. Compress the file with gzip or zstd.`);
  }
}

export type UploadResult =
  | { kind: 'accepted'; id: string; hints: IssueHint[] }
  | { kind: 'issues'; list: IssueList }
  | { kind: 'error'; status: number; message: string };

/** A raw body as an iterable that stops with {@link BodyTooLarge}; no body is an empty file. */
export async function* readBody(body: ReadableStream<Uint8Array> | Readable | null): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  if (!body) return;
  const chunks: AsyncIterable<Uint8Array> = body instanceof Readable ? body : Readable.fromWeb(asNode(body));
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > limits.fileBytes) throw new BodyTooLarge();
    yield chunk;
  }
}

/** The DOM's and Node's types of the same stream differ in name only. */
function asNode(stream: ReadableStream<Uint8Array>): NodeReadableStream<Uint8Array> {
  return stream as unknown as NodeReadableStream<Uint8Array>;
}

/** Takes a file in for a team; every way it can end is a value, but a broken machine throws. */
export async function receiveUpload(
  team: Team,
  given: unknown,
  body: AsyncIterable<Uint8Array>,
): Promise<UploadResult> {
  const details = uploadDetails.safeParse(given);
  if (!details.success) return { kind: 'error', status: 400, message: firstProblem(details.error) };
  const services = await siteServices();
  const dataset = await currentDataset(services.db, details.data.split);
  if (!dataset)
    return { kind: 'error', status: 503, message: `There is no data set with a ${details.data.split} split yet.` };
  const { method, link } = details.data;
  try {
    return named(await receiveSubmission(services, { team, dataset, method, link, body }));
  } catch (error) {
    if (error instanceof BodyTooLarge) return { kind: 'error', status: 413, message: error.message };
    throw error;
  }
}

function named(result: IntakeResult): UploadResult {
  if (result.kind === 'conflict') return { kind: 'error', status: 422, message: result.message };
  if (result.kind !== 'accepted') return result;
  return { kind: 'accepted', id: result.submission.id, hints: result.hints };
}

function firstProblem(error: z.ZodError): string {
  const [problem] = error.issues;
  return problem ? problem.message : 'The details of the file are wrong: see /docs/api.';
}

/** The plain form of a browser without script: multipart, the fields before the file. */
export async function receiveForm(request: Request, team: Team): Promise<UploadResult> {
  const contentType = request.headers.get('content-type') ?? '';
  if (!contentType.startsWith('multipart/form-data')) {
    return { kind: 'error', status: 415, message: 'Send the form as multipart/form-data.' };
  }
  const form = new Busboy({ headers: { 'content-type': contentType }, limits: { files: 1 } });
  const fields: Record<string, string> = {};
  const received: Promise<UploadResult>[] = [];
  form.on('field', (name, value) => {
    fields[name] = value;
  });
  form.on('file', (name, stream) => {
    if (name !== 'file') stream.resume();
    else received.push(receiveUpload(team, fields, readBody(stream)).finally(() => stream.resume()));
  });
  const parsed = new Promise<void>((resolve, reject) => form.once('finish', resolve).once('error', reject));
  try {
    await Promise.all([pipeInto(form, request.body), parsed]);
  } catch (error) {
    await Promise.allSettled(received);
    return {
      kind: 'error',
      status: 400,
      message: `The form broke off: ${error instanceof Error ? error.message : error}`,
    };
  }
  return received[0] ?? { kind: 'error', status: 400, message: 'Choose a prediction file.' };
}

async function pipeInto(form: InstanceType<typeof Busboy>, body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (!body) throw new Error('the request has no body');
  for await (const chunk of Readable.fromWeb(asNode(body))) {
    if (!form.write(chunk)) await new Promise((resolve) => form.once('drain', resolve));
  }
  form.end();
}
