import { readOutcome, type UploadOutcome } from './upload-outcome.ts';

const broken = 'The connection broke off. Press Submit again: a file that was taken is not submitted twice.';

/** Sends the file itself as the body, as every other client does. `onProgress` gets the share sent, 0…1. */
export function upload(
  file: File,
  { details, idempotencyKey }: { details: URLSearchParams; idempotencyKey: string },
  onProgress: (share: number) => void,
): Promise<UploadOutcome> {
  const request = new XMLHttpRequest();
  request.open('POST', `/api/v1/submissions?${details}`);
  request.setRequestHeader('Content-Type', 'application/x-ndjson');
  request.setRequestHeader('Idempotency-Key', idempotencyKey);
  request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
  return new Promise((resolve, reject) => {
    for (const end of ['error', 'abort', 'timeout'] as const)
      request.addEventListener(end, () => resolve({ kind: 'refused', message: broken }));
    request.addEventListener('load', () => readOutcome(request.status, request.responseText).then(resolve, reject));
    request.send(file);
  });
}
