import { defineMiddleware } from 'astro:middleware';
import { refuse } from './api/answers.ts';
import { inJson } from './api/in-json.ts';
import { clientOf } from './server/client-address.ts';
import { identify } from './server/identity.ts';
import { isForeignForm, publicOrigin } from './server/origin.ts';
import { countOne } from './server/rate-limits.ts';

/** Pages that show or change who is signed in. */
const personal = /^\/(signin|signout|submit|baseline\/start)\/?$/;

export const onRequest = defineMiddleware(async (context, next) => {
  const { request, url, isPrerendered } = context;
  const respond = async () => {
    if (!isPrerendered && isForeignForm(request, publicOrigin(url))) return refuseForm(request);
    const excess = isCountedRead(request, url) ? await countOne('apiReads', clientOf(request)) : null;
    if (excess) return refuse(429, excess.message, { 'Retry-After': String(excess.seconds) });
    context.locals.team = isPrerendered ? null : await identify(request, context.cookies);
    return next();
  };
  const response = /^\/api(\/|$)/.test(url.pathname) ? await inJson(respond, request.signal) : await respond();
  if (context.locals.team || personal.test(url.pathname)) keepFromCaches(response);
  return response;
});

/** A program that names no origin has most likely left the type to its HTTP client. */
function refuseForm({ headers }: Request): Response {
  return headers.has('origin')
    ? refuse(403, 'This form comes from another site than this one. Send it from the page itself.')
    : refuse(
        415,
        'Send `Content-Type: application/x-ndjson` and the file itself as the body, not a form. See /docs/api.',
      );
}

/** Only what a route itself calls public, the same for everybody, may be kept. */
function keepFromCaches({ headers }: Response): void {
  if (!headers.get('cache-control')?.startsWith('public')) headers.set('Cache-Control', 'no-store');
}

/** Monitors may ask as often as they like. */
function isCountedRead({ method }: Request, { pathname }: URL): boolean {
  return method === 'GET' && /^\/api\/(?!v1\/health(?:\/|$))/.test(pathname);
}
