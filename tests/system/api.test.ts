import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countByStatus } from '#db/submissions.ts';
import { issueCodes, issueList } from '#submissions/issue.ts';
import { badSamples } from '../bad-samples.ts';
import { goodLines } from '../world/services.ts';
import { openSite, type SiteWorld } from '../world/site.ts';

let site: SiteWorld;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.[Symbol.asyncDispose]());

const door = () => `${site.address}/api/v1/submissions?split=dev&method=mine`;
const post = (body: BodyInit | null, headers: Record<string, string> = {}, url = door()) =>
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
      expect((await answer.json()).error).toContain('Authorization: Bearer TOKEN');
    }
  });

  it('refuses details that are wrong, with what to do', async () => {
    const unnamed = await post(goodLines, {}, `${site.address}/api/v1/submissions?split=dev&method=`);
    expect([unnamed.status, (await unnamed.json()).error]).toEqual([400, 'method: Name your method.']);
    const script = await post(goodLines, {}, `${door()}&link=javascript:alert(1)`);
    expect(script.status).toBe(400);
    const split = await post(goodLines, {}, `${site.address}/api/v1/submissions?split=train&method=x`);
    expect(split.status).toBe(400);
  });

  it('answers 413 to an announced length over the limit before reading it', async () => {
    const status = new Promise((resolve, reject) => {
      const headers = {
        Authorization: `Bearer ${site.token}`,
        'Content-Type': 'application/x-ndjson',
        'Content-Length': String(300 * 1024 * 1024),
      };
      const sending = request(door(), { method: 'POST', headers }, (answer) => {
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
    const answer = await fetch(door(), { ...streaming, headers });
    expect(answer.status).toBe(413);
    expect((await answer.json()).error).toContain('256 MiB');
    expect(await stored()).toEqual([]);
  });

  it('takes a good file, plain or compressed, and grades it', async () => {
    await using _grader = site.startGrader();
    for (const body of [goodLines, gzipSync(goodLines), zstdCompressSync(goodLines)]) {
      const accepted = await post(typeof body === 'string' ? body : new Uint8Array(body));
      expect(accepted.status).toBe(201);
      const { id, place, url } = await accepted.json();
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
  it.each(['/api/v1/submissions/snothing', '/api/v1/boards/nothing.json', '/api/v1/manifests/sealed.jsonl'])(
    '%s is 404 with a sentence',
    async (address) => {
      const answer = await get(address);
      expect(answer.status).toBe(404);
      expect((await answer.json()).error).not.toBe('');
    },
  );

  it.each(['/submissions/snothing', '/nowhere', '/family/nothing'])('the page %s is 404', async (address) => {
    expect((await get(address)).status).toBe(404);
  });

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
