import type { APIRoute } from 'astro';
import { describeAccepted, refuse } from '#site/api/answers.ts';
import { onlyPost } from '#site/api/methods.ts';
import { readSubmission } from '#site/report/submissions.server.ts';
import { publicOrigin } from '#site/server/origin.ts';
import { readBody, receiveUpload } from '#site/submit/upload.server.ts';
import { limits } from '#submissions/limits.ts';

/** Takes every submission: the prediction file as the body, the details in the query. */
export const POST: APIRoute = async ({ request, url, locals }) => {
  if (!locals.team) {
    const isWrong = /^Bearer +\S/i.test(request.headers.get('authorization') ?? '');
    const message = isWrong
      ? 'No team has this token. It begins with fx_: send the whole of it. It may also have been revoked.'
      : 'Send `Authorization: Bearer TOKEN` with the token of your team, or sign in first.';
    return refuse(401, message, { 'WWW-Authenticate': 'Bearer' });
  }
  if (Number(request.headers.get('content-length')) > limits.fileBytes) {
    return refuse(413, `A file has at most ${limits.fileBytes / 1024 / 1024} MiB. Compress it with gzip or zstd.`);
  }
  const result = await receiveUpload(locals.team, {
    details: Object.fromEntries(url.searchParams),
    body: readBody(request.body),
    idempotencyKey: request.headers.get('idempotency-key'),
    signal: request.signal,
  });
  if (result.kind === 'error') {
    const headers = result.retryAfter ? { 'Retry-After': String(result.retryAfter) } : {};
    return refuse(result.status, result.message, headers);
  }
  if (result.kind === 'issues') return Response.json(result.list, { status: 422 });
  const file = await readSubmission(result.id);
  if (!file) throw new Error(`The submission ${result.id} vanished after it was accepted.`);
  const answer = describeAccepted(file, publicOrigin(url), result.hints);
  return Response.json(answer, { status: 201, headers: { Location: `/api/v1/submissions/${result.id}` } });
};

export const ALL = onlyPost;
