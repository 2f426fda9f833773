import { once } from 'node:events';
import { Busboy } from '@fastify/busboy';
import type { Team } from '#db/schema.ts';
import { readBody, receiveUpload, type UploadResult } from './upload.server.ts';

/** The details need few and short fields; what is more is dropped or cut, and then refused by its length. */
const mostFields = { fields: 16, fieldSize: 4096 };

/** Takes in the plain form of a browser without script: multipart, the fields before the file. */
export async function receiveForm(request: Request, team: Team): Promise<UploadResult> {
  const contentType = request.headers.get('content-type') ?? '';
  if (!contentType.startsWith('multipart/form-data')) {
    return { kind: 'error', status: 415, message: 'Send the form as multipart/form-data.' };
  }
  const form = new Busboy({ headers: { 'content-type': contentType }, limits: { files: 1, ...mostFields } });
  const answered = new AbortController();
  const fields: Record<string, string> = {};
  const received = Promise.withResolvers<UploadResult>();
  received.promise.catch(() => {}); // no unhandled rejection while the rest of the form arrives; the caller gets the error
  let hasFile = false;
  form.on('field', (name, value) => {
    fields[name] = value;
  });
  form.on('file', (name, stream) => {
    if (name !== 'file') {
      stream.resume();
      return;
    }
    hasFile = true;
    const { idempotency_key: idempotencyKey = null, ...details } = fields;
    const receiving = receiveUpload(team, { details, body: readBody(stream), idempotencyKey, signal: request.signal });
    receiving.finally(() => stream.resume()).then(received.resolve, received.reject);
  });

  /** What is said of the form as a whole, once it has come to its end. */
  async function readWhole(): Promise<UploadResult> {
    const parsed = new Promise<void>((resolve, reject) => form.once('finish', resolve).once('error', reject));
    try {
      await Promise.all([pipeInto(form, request.body, answered.signal), parsed]);
    } catch (error) {
      if (hasFile) await received.promise.catch(() => {}); // the form's own trouble is the cause
      const cause = error instanceof Error ? error.message : error;
      return { kind: 'error', status: 400, message: `The form broke off: ${cause}` };
    }
    return hasFile ? received.promise : { kind: 'error', status: 400, message: 'Choose a prediction file.' };
  }

  try {
    // what is known of the file is said at once: its rest may be long, and nobody reads it any more
    return await Promise.race([received.promise, readWhole()]);
  } finally {
    answered.abort();
  }
}

/** Feeds the form; after `signal` the rest is read and dropped, so that the connection can be used again. */
async function pipeInto(
  form: InstanceType<typeof Busboy>,
  body: AsyncIterable<Uint8Array> | null,
  signal: AbortSignal,
): Promise<void> {
  if (!body) throw new Error('the request has no body');
  for await (const chunk of body) {
    if (signal.aborted || form.write(chunk)) continue;
    await once(form, 'drain', { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  if (!signal.aborted) form.end();
}
