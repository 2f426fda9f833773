import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '#db/embedded.ts';
import { createTeam } from '#db/teams.ts';
import { type Child, startChild } from '#grader/start/children.ts';
import { siteProgram } from '#grader/start/programs.ts';
import { goodLines } from '../world/services.ts';
import { openSite, type SiteWorld } from '../world/site.ts';

/** Two processes of the site behind a proxy, which says who asks; each test asks from an address of its own. */
const limits = { signIns: 3, comparisons: 1, uploadsDev: 4, uploadsTest: 2, apiReads: 10 };
let site: SiteWorld;
let second: Child;
let addresses: string[];
beforeAll(async () => {
  site = await openSite(undefined, { limits, proxyHops: 1 });
  const port = await freePort();
  second = startChild(siteProgram(process.cwd(), { ...site.env, port }));
  addresses = [site.address, `http://127.0.0.1:${port}`];
  const isUp = async () => (await fetch(`${addresses[1]}/api/v1/health/live`).catch(() => null))?.ok ?? false;
  for (let attempt = 0; attempt < 200 && !(await isUp()); attempt++) await new Promise((done) => setTimeout(done, 50));
});
afterAll(async () => {
  await second?.[Symbol.asyncDispose]();
  await site?.[Symbol.asyncDispose]();
});

const from = (address: string) => ({ 'X-Forwarded-For': `198.51.100.99, ${address}` });
const signIn = (address: string, token: string, { at = 0, more = {} } = {}) =>
  fetch(`${addresses[at]}/signin`, {
    ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ token }) },
    headers: { Origin: addresses[at]!, ...from(address), ...more },
  });
const send = (token: string, split: string, body = goodLines) =>
  fetch(`${site.address}/api/v1/submissions?method=m&split=${split}`, {
    ...{ method: 'POST', body },
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/x-ndjson' },
  });
const read = (address: string, path: string) => fetch(site.address + path, { headers: from(address) });

function expectRefused(answer: Response, mostSeconds: number): void {
  expect(answer.status).toBe(429);
  const seconds = Number(answer.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(mostSeconds);
}

describe('sign-ins', () => {
  it('wrong ones of an address are counted by all processes, right ones are not', async () => {
    const statuses: number[] = [];
    for (let k = 0; k < 5; k++) expect((await signIn('203.0.113.1', site.token)).status).toBe(303);
    for (let k = 0; k < 3; k++) statuses.push((await signIn('203.0.113.1', `fx_${k}`, { at: k % 2 })).status);
    expect(statuses).toEqual([401, 401, 401]);
    for (const at of [0, 1]) {
      const refused = await signIn('203.0.113.1', 'fx_4', { at });
      expectRefused(refused, 300);
      expect(await refused.text()).toMatch(/Too many wrong tokens came from your address\. Try again in \d/);
    }
    expectRefused(await signIn('203.0.113.1', site.token), 300);
    expect((await signIn('203.0.113.2', site.token)).status).toBe(303);
  });

  it('many at once are counted too, whatever address the client claims', async () => {
    const tries = Array.from({ length: 20 }, (_, k) =>
      signIn('203.0.113.3', `fx_${k}`, { at: k % 2, more: { 'X-Fx-Client-Address': `192.0.2.${k}` } }),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(3);
    expect(statuses.filter((status) => status === 429)).toHaveLength(17);
  });
});

describe('uploads of a team', () => {
  it('are counted for each split, through the API and the form alike', async () => {
    const { token } = await createTeam(site.services.db, 'Busy team');
    for (let k = 0; k < 2; k++) expect((await send(token, 'test')).status).toBe(201);
    const refused = await send(token, 'test');
    expectRefused(refused, 3600);
    expect((await refused.json()).error).toContain('for the test split as it may in an hour');
    for (let k = 0; k < 3; k++) expect((await send(token, 'dev')).status).toBe(201);

    const cookie = (await signIn('203.0.113.4', token)).headers.get('set-cookie')!.split(';')[0]!;
    const submit = async () => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ method: 'm', split: 'dev' })) form.set(name, value);
      form.set('file', new Blob([goodLines]), 'predictions.jsonl');
      const headers = { Cookie: cookie, Origin: site.address };
      return fetch(`${site.address}/submit`, { method: 'POST', body: form, redirect: 'manual', headers });
    };
    expect((await submit()).status).toBe(303);
    const last = await submit();
    expectRefused(last, 3600);
    expect(await last.text()).toContain('for the dev split as it may in an hour');
    expect((await send(site.token, 'test')).status).toBe(201);
  });
});

describe('reads of the API', () => {
  it('are bounded for an address, and monitors are not', async () => {
    const path = '/api/v1/boards/overall.json';
    for (let k = 0; k < 10; k++) expect((await read('203.0.113.5', path)).status).toBe(200);
    const refused = await read('203.0.113.5', path);
    expectRefused(refused, 60);
    expect((await refused.json()).error).toContain('read the API');
    expect((await read('203.0.113.5', '/api/v1/health/live')).status).toBe(200);
    expect((await read('203.0.113.5', '/')).status).toBe(200);
    expect((await read('203.0.113.6', path)).status).toBe(200);
  });

  it('of IPv6 addresses of one network are counted together', async () => {
    const path = '/api/v1/boards/overall.json';
    for (let k = 0; k < 10; k++) await read(`2001:db8::${k}`, path);
    expectRefused(await read('2001:db8::ffff', path), 60);
    expect((await read('2001:db8:0:1::1', path)).status).toBe(200);
  });
});

it('comparisons that an address starts are bounded, those made already are not', async () => {
  await using _grader = site.startGrader();
  const { token } = await createTeam(site.services.db, 'Comparing team');
  const ids: string[] = [];
  for (const words of ['floats', 'hovers', 'hangs'])
    ids.push((await (await send(token, 'dev', goodLines.replace('floats', words))).json()).id);
  const [{ sql }, ask] = [
    site.services,
    (address: string, a: number, b: number) => read(address, `/api/v1/compare?a=${ids[a]}&b=${ids[b]}`),
  ];
  const scored = async () =>
    (await sql`SELECT 1 FROM submissions WHERE id IN ${sql(ids)} AND status = 'scored'`).length;
  await expect.poll(scored, { timeout: 30_000 }).toBe(3);
  expect((await ask('203.0.113.7', 0, 1)).status).toBe(202);
  for (let k = 0; k < 3; k++) expect([200, 202]).toContain((await ask('203.0.113.7', 1, 0)).status);
  expectRefused(await ask('203.0.113.7', 0, 2), 3600);
  const page = await read('203.0.113.7', `/compare?a=${ids[0]}&b=${ids[2]}`);
  expectRefused(page, 3600);
  expect(await page.text()).toContain('those made already can be read');
  expect((await ask('203.0.113.8', 0, 2)).status).toBe(202);
  expect([200, 202]).toContain((await ask('203.0.113.7', 0, 2)).status);
});

it('without their table nobody is refused', async () => {
  await site.services.sql`DROP TABLE rate_limits`;
  for (let k = 0; k < 5; k++) expect((await signIn('203.0.113.9', 'fx_wrong')).status).toBe(401);
  expect((await signIn('203.0.113.9', site.token)).status).toBe(303);
});
