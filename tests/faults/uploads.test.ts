import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childEnvironment, dataPaths } from '#db/env.ts';
import { startChild } from '#grader/start/children.ts';
import { siteProgram } from '#grader/start/programs.ts';
import { goodLines } from '../world/services.ts';
import { openSite, type SiteWorld } from '../world/site.ts';

let site: SiteWorld;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.[Symbol.asyncDispose]());

const authorization = () => ({ Authorization: `Bearer ${site.token}`, 'Content-Type': 'application/x-ndjson' });
const send = (key: string | null, body: string | Uint8Array<ArrayBuffer> = goodLines, query = 'method=m&split=dev') =>
  fetch(`${site.address}/api/v1/submissions?${query}`, {
    method: 'POST',
    headers: { ...authorization(), ...(key === null ? {} : { 'Idempotency-Key': key }) },
    body,
  });
const rows = async () => (await site.services.sql`SELECT id FROM submissions`).length;
const spool = () => path.join(dataPaths(site.env.dataDir).store, 'spool');

describe('an upload with an idempotency key', () => {
  it('is made once, however often and however much at once it is sent', async () => {
    const before = await rows();
    const first = await send('key-of-one-upload');
    expect(first.status).toBe(201);
    const { id } = await first.json();
    const again = await Promise.all(Array.from({ length: 5 }, () => send('key-of-one-upload')));
    for (const answer of again) expect([answer.status, (await answer.json()).id]).toEqual([201, id]);
    const together = await Promise.all(Array.from({ length: 5 }, () => send('key-of-another-upload')));
    const ids = await Promise.all(together.map(async (answer) => (await answer.json()).id));
    expect(new Set(ids).size).toBe(1);
    expect(await rows()).toBe(before + 2);
  });

  it('is another one without a key, or with another', async () => {
    const ids = await Promise.all(
      [send(null), send(null), send('key-number-3')].map(async (sent) => (await (await sent).json()).id),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('is the team’s known method, whatever its case or width', async () => {
    const names = ['Case Test', 'case  test', 'ＣＡＳＥ test'];
    const answers = [];
    for (const name of names)
      answers.push(await (await send(null, goodLines, `split=dev&method=${encodeURIComponent(name)}`)).json());
    expect(answers.map(({ method }) => method)).toEqual(['Case Test', 'Case Test', 'Case Test']);
  });

  it('is refused when something about it differs, with what to do', async () => {
    await send('key-that-is-taken');
    for (const other of [
      send('key-that-is-taken', goodLines.replace('floats', 'hovers')),
      send('key-that-is-taken', goodLines, 'method=other&split=dev'),
      send('key-that-is-taken', goodLines, 'method=m&split=test'),
    ]) {
      const answer = await other;
      expect([answer.status, (await answer.json()).error]).toEqual([409, expect.stringContaining('a key of its own')]);
    }
  });

  it.each(['short', `k${'x'.repeat(200)}`])('is refused with a key that is none: %s', async (key) => {
    const answer = await send(key);
    expect([answer.status, (await answer.json()).error]).toEqual([400, expect.stringContaining('8 to 200')]);
  });

  it('belongs to its team: the same key of another one is another upload', async () => {
    const { createTeam } = await import('#db/teams.ts');
    const { token } = await createTeam(site.services.db, 'Another team');
    const mine = await (await send('key-of-two-teams')).json();
    const answer = await fetch(`${site.address}/api/v1/submissions?method=m&split=dev`, {
      method: 'POST',
      headers: { ...authorization(), Authorization: `Bearer ${token}`, 'Idempotency-Key': 'key-of-two-teams' },
      body: goodLines,
    });
    expect(answer.status).toBe(201);
    expect((await answer.json()).id).not.toBe(mine.id);
  });
});

it('fx submit goes through a site that is killed and comes back, and submits once', async () => {
  const before = await rows();
  const file = path.join(site.env.dataDir, 'mine.jsonl');
  await writeFile(file, goodLines);
  const words = [
    'submit',
    file,
    '--method',
    'Mine',
    '--split',
    'dev',
    '--url',
    `http://127.0.0.1:${site.env.port + 1}`,
    '--token',
    site.token,
  ];
  const run = promisify(execFile)(process.execPath, ['grader/fx.mjs', ...words], { env: childEnvironment({}) });
  await new Promise((resolve) => setTimeout(resolve, 700));
  await using _late = startChild(siteProgram(process.cwd(), { ...site.env, port: site.env.port + 1 }));
  expect((await run).stdout).toContain('Accepted as s');
  expect(await rows()).toBe(before + 1);
});

describe('the plain form', () => {
  let cookie: string;
  beforeAll(async () => {
    const answer = await fetch(`${site.address}/signin`, {
      ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ token: site.token }) },
      headers: { Origin: site.address },
    });
    cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
  });
  const submit = async (file: Uint8Array<ArrayBuffer>, fields: Record<string, string> = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ method: 'm', split: 'dev', ...fields })) form.set(name, value);
    form.set('file', new Blob([file]), 'predictions.jsonl');
    const started = performance.now();
    const answer = await fetch(`${site.address}/submit`, {
      ...{ method: 'POST', body: form, redirect: 'manual', signal: AbortSignal.timeout(20_000) },
      headers: { Cookie: cookie, Origin: site.address },
    });
    return { answer, ms: performance.now() - started };
  };
  const text = (bytes: string) => new TextEncoder().encode(bytes);

  it('answers a gzip file with bytes behind its end, as the API does', async () => {
    const file = new Uint8Array(await readFile('tests/hostile/cases/form_hang_gz_trailing/input.gz'));
    const { answer, ms } = await submit(file);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('bad_compression');
    expect(ms).toBeLessThan(5000);
    expect((await send(null, file)).status).toBe(422);
  });

  it.each([
    ['a zip file', Buffer.concat([Buffer.from('PK\u0003\u0004'), randomBytes(400_000)])],
    ['a cut gzip file', gzipSync(randomBytes(500_000)).subarray(0, 300_000)],
    ['a gzip file that unpacks to more than is allowed', gzipSync(Buffer.alloc(64 * 2 ** 20, ' '))],
    ['random bytes', randomBytes(600_000)],
    ['one endless line', Buffer.alloc(3 * 2 ** 20, 'a')],
  ])('answers %s', async (_, bytes) => {
    const { answer } = await submit(new Uint8Array(bytes));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('data-issues');
  });

  it('takes a good file once, though it is sent twice from one page', async () => {
    const before = await rows();
    const key = { idempotency_key: 'the-key-of-a-page' };
    const [first, second] = [await submit(text(goodLines), key), await submit(text(goodLines), key)];
    expect([first.answer.status, second.answer.status]).toEqual([303, 303]);
    expect(first.answer.headers.get('location')).toBe(second.answer.headers.get('location'));
    expect(await rows()).toBe(before + 1);
  });
});

it('what a killed upload has left in the spool is removed by the next start, and what is being written is not', async () => {
  const old = path.join(spool(), 'left-by-a-killed-process');
  const fresh = path.join(spool(), 'being-written');
  for (const file of [old, fresh]) await writeFile(file, 'half');
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(old, longAgo, longAgo);
  await using _second = startChild(siteProgram(process.cwd(), { ...site.env, port: site.env.port + 2 }));
  await expect
    .poll(async () => (await fetch(`http://127.0.0.1:${site.env.port + 2}/api/v1/health`).catch(() => null))?.ok, {
      timeout: 20_000,
    })
    .toBe(true);
  const left = await readdir(spool());
  expect(left).toContain('being-written');
  expect(left).not.toContain('left-by-a-killed-process');
});
