import { Busboy } from '@fastify/busboy';
import type { Team } from '#db/schema.ts';
import { readBody, receiveUpload, type UploadResult } from './upload.server.ts';

/** Takes in the plain form of a browser without script: multipart, the fields before the file. */
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
    if (name !== 'file') {
      stream.resume();
      return;
    }
    const receiving = receiveUpload(team, fields, readBody(stream)).finally(() => stream.resume());
    receiving.catch(() => {}); // no unhandled rejection while the rest of the form arrives; the caller gets the error
    received.push(receiving);
  });
  const parsed = new Promise<void>((resolve, reject) => form.once('finish', resolve).once('error', reject));
  try {
    await Promise.all([pipeInto(form, request.body), parsed]);
  } catch (error) {
    await Promise.allSettled(received);
    const cause = error instanceof Error ? error.message : error;
    return { kind: 'error', status: 400, message: `The form broke off: ${cause}` };
  }
  return received[0] ?? { kind: 'error', status: 400, message: 'Choose a prediction file.' };
}

async function pipeInto(form: InstanceType<typeof Busboy>, body: AsyncIterable<Uint8Array> | null): Promise<void> {
  if (!body) throw new Error('the request has no body');
  for await (const chunk of body) {
    if (!form.write(chunk)) await new Promise((resolve) => form.once('drain', resolve));
  }
  form.end();
}
