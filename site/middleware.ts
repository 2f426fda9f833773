import { defineMiddleware } from 'astro:middleware';
import { refuse } from './api/answers.ts';
import { inJson } from './api/in-json.ts';
import { identify } from './server/identity.ts';
import { isForeignForm } from './server/origin.ts';

const securityHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
};

export const onRequest = defineMiddleware(async (context, next) => {
  const { request, url, isPrerendered } = context;
  const respond = async () => {
    if (!isPrerendered && isForeignForm(request, url.origin)) return refuseForm(request);
    context.locals.team = isPrerendered ? null : await identify(request, context.cookies);
    return next();
  };
  const response = /^\/api(\/|$)/.test(url.pathname) ? await inJson(respond) : await respond();
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value);
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
