import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goodLines } from '../world/services.ts';
import { openSite, type SiteWorld } from '../world/site.ts';

/** The site as a proxy reaches it that ends TLS: plain http on loopback, with the public name in `Host`. */
const origin = 'https://fx.example.org';
let site: SiteWorld;
beforeAll(async () => {
  site = await openSite(undefined, { origin });
});
afterAll(() => site?.[Symbol.asyncDispose]());

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

function ask(path: string, { method = 'GET', headers = {}, body = '' }: Sent = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const sent = request({ port: site.env.port, path, method, headers: { Host: 'fx.example.org', ...headers } });
    sent.once('error', reject).once('response', async (answer) => {
      resolve({ status: answer.statusCode!, headers: answer.headers, body: await text(answer) });
    });
    sent.end(body);
  });
}

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const signIn = (from: string) =>
  ask('/signin', { method: 'POST', headers: { ...form, Origin: from }, body: `token=${site.token}` });

describe('where FX_ORIGIN names the public address', () => {
  it('forms come from there and from nowhere else, and the cookie stays on https', async () => {
    const signedIn = await signIn(origin);
    expect(signedIn.status).toBe(303);
    expect(signedIn.headers['location']).toBe('/submit');
    expect(String(signedIn.headers['set-cookie'])).toMatch(/; ?Secure/i);
    for (const other of ['http://fx.example.org', 'https://evil.example', site.address])
      expect((await signIn(other)).status, other).toBe(403);
  });

  it('answers of the API, pages and documents give it', async () => {
    const sent = await ask('/api/v1/submissions?method=m&split=dev', {
      method: 'POST',
      headers: { Authorization: `Bearer ${site.token}`, 'Content-Type': 'application/x-ndjson' },
      body: goodLines,
    });
    const { id, url } = JSON.parse(sent.body);
    expect(url).toBe(`${origin}/submissions/${id}`);
    expect(JSON.parse((await ask(`/api/v1/submissions/${id}`)).body).url).toBe(url);
    expect(JSON.parse((await ask('/api/v1/openapi.json')).body).servers).toEqual([{ url: `${origin}/api/v1` }]);
    for (const path of ['/', '/data', '/docs/api', '/submit', `/submissions/${id}`]) {
      const { body } = await ask(path);
      expect(body, path).toContain(`rel="canonical" href="${origin}${path}"`);
      expect(body, path).not.toMatch(/http:\/\/(?:fx\.example|127\.0\.0\.1|localhost)/);
    }
  });

  it('also when it is reached by another of its names', async () => {
    const { body } = await ask('/docs/api', { headers: { Host: `127.0.0.1:${site.env.port}` } });
    expect(body).toContain(`href="${origin}/docs/api"`);
    expect(body).not.toContain('127.0.0.1');
  });

  it('browsers are bound to https', async () => {
    for (const path of ['/', '/favicon.svg', '/api/v1/health'])
      expect((await ask(path)).headers['strict-transport-security'], path).toBe('max-age=31536000');
  });

  it('a host of another name is refused', async () => {
    expect((await ask('/', { headers: { Host: 'evil.example' } })).status).toBe(421);
  });
});
