import { readdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerDataset } from '#db/datasets.ts';
import { countByStatus } from '#db/submissions.ts';
import { createSession, teamOfSession } from '#db/teams.ts';
import { issueCodes, issueList } from '#submissions/issue.ts';
import { badSamples } from '../hostile/bad-samples.ts';
import { goodLines } from '../world/services.ts';
import { openSite, type SiteWorld } from '../world/site.ts';

let site: SiteWorld;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.[Symbol.asyncDispose]());

const uploadAddress = () => `${site.address}/api/v1/submissions?split=dev&method=mine`;
const post = (body: BodyInit | null, headers: Record<string, string> = {}, url = uploadAddress()) =>
  fetch(url, {
    method: 'POST',
    body,
    headers: { Authorization: `Bearer ${site.token}`, 'Content-Type': 'application/x-ndjson', ...headers },
  });
const get = (address: string) => fetch(`${site.address}${address}`);
const stored = async () =>
  (await readdir(path.join(site.env.dataDir, 'store'), { recursive: true, withFileTypes: true })).filter((each) =>
    each.isFile(),
  );

describe('POST /api/v1/submissions with a bad file', () => {
  it.each(issueCodes)('%s: 422 with code, line and sentence; nothing stored, nothing queued', async (code) => {
    const sample = badSamples[code];
    const answer = await post(new Uint8Array(sample.bytes));
    expect(answer.status).toBe(422);
    const list = issueList.parse(await answer.json());
    expect(list.counts[code]).toBeGreaterThan(0);
    const found = list.issues.find((each) => each.code === code);
    expect(found?.line).toBe(sample.line);
    expect(found?.message).toContain(sample.says);
    expect(await stored()).toEqual([]);
    expect(await countByStatus(site.services.db)).toEqual({});
  });
});

describe('POST /api/v1/submissions', () => {
  it('asks for a token, and refuses a wrong one', async () => {
    for (const authorization of ['', 'Bearer fx_wrong', `Basic ${site.token}`]) {
      const answer = await post(goodLines, { Authorization: authorization });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      const isToken = authorization === 'Bearer fx_wrong';
      const says = isToken ? 'No team has this token' : 'Authorization: Bearer TOKEN';
      expect((await answer.json()).error).toContain(says);
    }
  });

  it('refuses details that are wrong, with what to do', async () => {
    const unnamed = await post(goodLines, {}, `${site.address}/api/v1/submissions?split=dev&method=`);
    expect([unnamed.status, (await unnamed.json()).error]).toEqual([400, 'Name your method: method=NAME.']);
  });

  it.each([
    ['split=dev', 'Name your method: method=NAME.'],
    ['split=train&method=x', 'The split is test or dev.'],
    ['method=x%00y', 'The name of the method has visible characters only'],
    ['method=x%E2%80%AEy', 'The name of the method has visible characters only'],
    ['method=x&link=javascript:alert(1)', 'The link must be a web address'],
    ['method=x&link=https://a.example/%00', 'The link must be a web address'],
    ['method=x&link=https://accounts.google.com@evil.example', 'without spaces, user name or password'],
    ['method=x&link=https://user:secret@a.example', 'without spaces, user name or password'],
  ])('refuses ?%s with a plain sentence', async (query, says) => {
    const answer = await post(goodLines, {}, `${site.address}/api/v1/submissions?${query}`);
    expect([answer.status, (await answer.json()).error]).toEqual([400, expect.stringContaining(says)]);
  });

  it('says which content type to send, where the HTTP client chose that of a form', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
      const answer = await post(goodLines, { 'Content-Type': type });
      expect([answer.status, (await answer.json()).error]).toEqual([
        415,
        expect.stringContaining('Content-Type: application/x-ndjson'),
      ]);
    }
    expect(await stored()).toEqual([]);
  });

  it('takes no form of another site, whoever sends it', async () => {
    const foreign = { 'Content-Type': 'text/plain', Origin: 'https://elsewhere.example' };
    const answer = await post(goodLines, foreign);
    expect([answer.status, (await answer.json()).error]).toEqual([403, expect.stringContaining('another site')]);
    const { secret } = (await createSession(site.services.db, site.token))!;
    for (const address of ['/submit', '/signin', '/signout', '/baseline/start', '/nowhere', '/api/v1/submissions']) {
      const send = (type: string, Origin: string) =>
        fetch(`${site.address}${address}`, {
          method: 'POST',
          body: 'a=b',
          headers: { Cookie: `fx_session=${secret}`, 'Content-Type': type, Origin },
          redirect: 'manual',
        });
      for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'])
        for (const origin of ['https://elsewhere.example', 'null'])
          expect([address, type, (await send(type, origin)).status]).toEqual([address, type, 403]);
    }
    expect(await teamOfSession(site.services.db, secret)).toMatchObject({ id: site.team.id });
    const headers = { Cookie: `fx_session=${secret}`, Origin: site.address };
    await fetch(`${site.address}/signout`, { method: 'POST', headers, redirect: 'manual' });
    expect(await teamOfSession(site.services.db, secret)).toBeNull();
  });

  it('names the split whose ids a file has', async () => {
    const { id: _, ...dev } = site.dev;
    const manifest = { width: 9, height: 9, file: 'images/x.webp', sha256: 'a'.repeat(64) };
    const others = ['x', 'y', 'z'].map((image_id) => JSON.stringify({ image_id, ...manifest })).join('\n');
    await writeFile(path.join(site.env.dataDir, 'dataset', 'train.manifest.jsonl'), others);
    await registerDataset(site.services.db, { ...dev, split: 'train', manifestSha256: 'b'.repeat(64) });
    const lines = ['x', 'y', 'z'].map((id) => `{"image_id": "${id}", "label": "real"}`).join('\n');
    const list = issueList.parse(await (await post(lines)).json());
    expect(list.issues[0]?.message).toContain('ids of the train split');
    expect(list.counts).toEqual({ unknown_image: 3, missing_image: 2 });
    const strange = issueList.parse(await (await post(lines.replaceAll('x', 'w'))).json());
    expect(strange.issues[0]?.message).toContain('Hardly any line');
  });

  it('answers 413 to an announced length over the limit before reading it', async () => {
    const status = new Promise((resolve, reject) => {
      const headers = {
        Authorization: `Bearer ${site.token}`,
        'Content-Type': 'application/x-ndjson',
        'Content-Length': String(300 * 1024 * 1024),
      };
      const sending = request(uploadAddress(), { method: 'POST', headers }, (answer) => {
        resolve(answer.statusCode);
        sending.destroy();
      });
      sending.on('error', reject);
      sending.write('{');
    });
    expect(await status).toBe(413);
  });

  it('answers 413 to a stream that passes the limit, and keeps nothing of it', async () => {
    const blank = new Uint8Array(1024 * 1024).fill(0x0a);
    let sent = 0;
    const stream = new ReadableStream({
      pull(controller) {
        if (sent++ < 260) controller.enqueue(blank);
        else controller.close();
      },
    });
    const streaming = { method: 'POST', body: stream, duplex: 'half' } as const;
    const headers = { Authorization: `Bearer ${site.token}`, 'Content-Type': 'application/x-ndjson' };
    const answer = await fetch(uploadAddress(), { ...streaming, headers });
    expect(answer.status).toBe(413);
    expect((await answer.json()).error).toContain('256 MiB');
    expect(await stored()).toEqual([]);
  });

  it('takes a good file, plain or compressed, and grades it', async () => {
    await using _grader = site.startGrader();
    for (const body of [goodLines, gzipSync(goodLines), zstdCompressSync(goodLines)]) {
      const accepted = await post(typeof body === 'string' ? body : new Uint8Array(body));
      expect(accepted.status).toBe(201);
      const { id, place, url, hints } = await accepted.json();
      expect(hints).toEqual([]);
      expect(accepted.headers.get('location')).toBe(`/api/v1/submissions/${id}`);
      expect(url).toBe(`${site.address}/submissions/${id}`);
      expect(place === null || place >= 1).toBe(true);
      const read = async () => (await get(`/api/v1/submissions/${id}`)).json();
      await expect.poll(async () => (await read()).status, { timeout: 20_000 }).toBe('scored');
      const { report } = await read();
      expect(report.slices.overall.metrics.accuracy).toBe(1);
      expect(report.slices['family:gan'].metrics.iou).toBe(1);
    }
    const board = await (await get('/api/v1/boards/overall.json?split=dev')).json();
    expect(board.rows).toHaveLength(1);
    expect(board.rows[0]).toMatchObject({ rank: 1, team: 'Test team', method: 'mine', attempts: 3 });
    const csv = await (await get('/api/v1/boards/family:gan.csv?split=dev')).text();
    expect(csv.split('\n')[0]).toContain('rank,bestRank,worstRank');
    expect(csv).toContain('Test team');
  });
});

describe('reading', () => {
  it.each([
    '/api',
    '/api/v1/nothing',
    '/api/v1/submissions/snothing',
    '/api/v1/submissions/%00',
    '/api/v1/submissions/%00/events',
    '/api/v1/boards/nothing.json',
    '/api/v1/boards/generator:nothing.json',
    '/api/v1/boards/generator:%00.json',
    '/api/v1/boards/family:%00.csv',
    '/api/v1/manifests/sealed.jsonl',
    '/api/v1/compare?a=%00&b=x',
  ])('%s is 404 with a sentence', async (address) => {
    const answer = await get(address);
    expect(answer.status).toBe(404);
    expect((await answer.json()).error).not.toBe('');
  });

  it.each([
    ['DELETE', '/api/v1/submissions/snothing', 'GET, HEAD'],
    ['PUT', '/api/v1/health', 'GET, HEAD'],
    ['GET', '/api/v1/submissions', 'POST'],
  ])('%s %s is 405 and names what is allowed', async (method, address, allowed) => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(`${site.address}${address}`, { method, headers });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed]);
    expect((await answer.json()).error).toContain(allowed);
    expect((await fetch(`${site.address}/api/v1/health`, { method: 'HEAD' })).status).toBe(200);
  });

  it.each(['/submissions/snothing', '/submissions/%00', '/nowhere', '/family/nothing', '/generator/%00'])(
    'the page %s is 404',
    async (address) => {
      expect((await get(address)).status).toBe(404);
    },
  );

  it('hands out manifests and public answers, and no sealed ones by any name', async () => {
    expect(await (await get('/api/v1/manifests/dev.jsonl')).text()).toContain('"image_id":"a"');
    expect(await (await get('/data/dev.truth.jsonl')).text()).toContain('mirror not connected');
    const sealed = `${site.test.truthSha256}.truth.jsonl`;
    for (const name of [
      'test.truth.jsonl',
      sealed,
      `../truth/${sealed}`,
      `..%2Ftruth%2F${sealed}`,
      '%2e%2e/card.json',
    ]) {
      const answer = await get(`/data/${name}`);
      expect([name, answer.status]).toEqual([name, 404]);
    }
  });

  it('describes itself by an OpenAPI 3.1 document whose addresses answer', async () => {
    const document = await (await get('/api/v1/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Submission', 'Board', 'IssueList', 'PredictionLine', 'ManifestLine', 'Error']),
    );
    const filled = Object.entries<Record<string, unknown>>(document.paths)
      .filter(([, operations]) => 'get' in operations)
      .map(([address]) => address.replace('{id}', 'snothing').replace('{file}', 'dev.jsonl'));
    for (const address of filled) {
      const answer = await get(`/api/v1${address}`);
      expect(answer.headers.get('content-type')).toMatch(/json/);
    }
  });

  it('says in health what waits', async () => {
    expect(await (await get('/api/v1/health')).json()).toMatchObject({ ok: true, queued: 0, grading: 0 });
  });
});

describe('a hint', () => {
  it('comes with the acceptance of boxes that look normalised', async () => {
    const region = '{"box": [0.1, 0.1, 0.5, 0.5], "text": "x"}';
    const line = `{"image_id": "a", "label": "fake", "regions": [${[region, region, region]}]}`;
    const answer = await post(
      `${line}\n{"image_id": "b", "label": "real"}`,
      {},
      `${site.address}/api/v1/submissions?method=odd`,
    );
    expect(answer.status).toBe(201);
    const { hints, dataset } = await answer.json();
    expect(hints).toEqual([{ hint: 'looks_normalized', message: expect.stringContaining('absolute pixels') }]);
    expect(dataset.split).toBe('test');
  });
});
