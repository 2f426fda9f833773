import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ManifestLine } from '#submissions/format.ts';
import { sha256Of } from '#submissions/sha256.ts';
import { generated, type Handler, openStub, refuse, type StubServer, say } from '#tests/world/model.ts';
import { type BaselineRun, runBaseline } from './run-baseline.ts';
import { answerCounts } from './run-manifest.ts';
import { siteRetries } from './site-client.ts';

/** A site with four images and a model server whose behaviour a test chooses; both real HTTP servers. */
let closing: StubServer[];
let folder: string;
let manifest: ManifestLine[];
let images: Map<string, Buffer>;
let asked: number;
let submitted: string[];
let model: Handler;
let site: Handler;
let run: BaselineRun;

async function listen(handler: () => Handler): Promise<string> {
  const server = await openStub(handler);
  closing.push(server);
  return server.url;
}

beforeEach(async () => {
  closing = [];
  asked = 0;
  submitted = [];
  folder = await mkdtemp(path.join(tmpdir(), 'fx-run-'));
  images = new Map();
  manifest = [];
  for (let i = 0; i < 4; i++) {
    const color = { r: 60 * i, g: 90, b: 120 };
    const bytes = await sharp({ create: { width: 112, height: 84, channels: 3, background: color } })
      .webp()
      .toBuffer();
    const sha256 = sha256Of(bytes);
    images.set(`/data/images/i${i}.webp`, bytes);
    manifest.push({ image_id: `i${i}`, width: 112, height: 84, file: `images/i${i}.webp`, sha256 });
  }
  model = (_request, _body, response) => {
    asked++;
    say(response, generated);
  };
  site = (request, body, response) => {
    const url = request.url ?? '';
    const image = images.get(url);
    if (image) response.end(image);
    else if (url.startsWith('/api/v1/manifests/'))
      response.end(manifest.map((line) => JSON.stringify(line)).join('\n'));
    else if (request.method === 'POST') {
      submitted.push(body);
      response.writeHead(201).end(JSON.stringify({ id: 's1', url: 'http://site/s1' }));
    } else response.writeHead(404).end();
  };
  run = {
    site: { url: await listen(() => site), token: 't' },
    server: { url: `${await listen(() => model)}/v1` },
    settings: {
      ...{ split: 'dev', model: 'm', method: 'M', prompt: 'mini.v1', minPixels: 3136, maxPixels: 50_176 },
      ...{ maxTokens: 64, seed: 0, concurrency: 2 },
    },
    model: {
      ...{ files: {}, source: null, libraries: {}, hardware: null },
      engine: { name: 'test', version: null, device: null, flags: [] },
    },
    folder,
  };
});

afterEach(async () => {
  for (const server of closing) await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('a baseline run', () => {
  it('asks about every image, submits one line each, and says what it was', async () => {
    const reported: number[] = [];
    const { manifest: of, submission } = await runBaseline({ ...run, onProgress: ({ asked: n }) => reported.push(n) });
    expect(asked).toBe(4);
    expect(reported).toEqual([1, 2, 3, 4]);
    expect(submission.id).toBe('s1');
    const lines = (submitted[0] ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ image_id }) => image_id)).toEqual(['i0', 'i1', 'i2', 'i3']);
    expect(lines[0]).toEqual({
      image_id: 'i0',
      label: 'fake',
      regions: [{ box: [28, 28, 56, 56], text: 'torn' }],
      tags: ['texture'],
    });
    expect(of.counts).toEqual(
      answerCounts.parse({ images: 4, malformed: 0, noVerdict: 0, cutOff: 0, censored: 0, failures: {} }),
    );
  });

  it('asks nothing twice when it is run again, also after its answer file was cut in the middle of a line', async () => {
    await runBaseline(run);
    await appendFile(path.join(folder, 'responses.jsonl'), '{"key":"torn by a cra');
    await runBaseline(run);
    expect(asked).toBe(4);
    expect(submitted[1]).toBe(submitted[0]);
    expect((await readFile(path.join(folder, 'responses.jsonl'), 'utf8')).trimEnd().split('\n')).toHaveLength(4);
  });

  it('keeps what it has when the server dies, and goes on from there', async () => {
    const healthy = model;
    model = (request, body, response) => (asked >= 2 ? request.socket.destroy() : healthy(request, body, response));
    const stopped = new AbortController();
    setTimeout(() => stopped.abort(new Error('enough')), 400);
    await expect(runBaseline({ ...run, signal: stopped.signal })).rejects.toThrow('enough');
    expect(submitted).toEqual([]);
    model = healthy;
    await runBaseline(run);
    expect(asked).toBe(4);
    expect(submitted).toHaveLength(1);
  });

  it('tries again while server or site are away for a moment', async () => {
    const [healthyModel, healthySite] = [model, site];
    let refusals = 0;
    const away = (response: ServerResponse) =>
      refusals++ < 3 && response.writeHead(503).end('{"error":{"message":"busy"}}');
    model = (request, body, response) => away(response) || healthyModel(request, body, response);
    let siteRefusals = 0;
    site = (request, body, response) => {
      if (siteRefusals++ < 2) response.writeHead(502).end();
      else healthySite(request, body, response);
    };
    await runBaseline(run);
    expect(asked).toBe(4);
  });

  it('ends with the message of a server that refuses', async () => {
    model = (_request, _body, response) =>
      refuse(response, 400, 'invalid_request_error', 'The model m is not served here; it is other.');
    await expect(runBaseline(run)).rejects.toThrow(/no answer for image i\d: .*it is other/);
  });

  it('counts broken and cut answers; one without a verdict is an unexplained fake, never real', async () => {
    const answers = ['<think>cut off in the mid', '', '<think></think><verdict>real</verdict>', generated];
    model = (_request, _body, response) => {
      const content = answers[asked++] ?? '';
      say(response, content, { finish_reason: content.startsWith('<think>cut') ? 'length' : 'stop' });
    };
    const { manifest: of } = await runBaseline({ ...run, settings: { ...run.settings, concurrency: 1 } });
    expect(of.counts).toMatchObject({ images: 4, malformed: 2, noVerdict: 2, cutOff: 1 });
    expect(of.counts.failures).toEqual({ empty: 1, unclosed_think: 1, no_verdict: 1 });
    const lines = (submitted[0] ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ label }) => label)).toEqual(['fake', 'fake', 'real', 'fake']);
    expect(lines[0].regions).toBeUndefined();
  });

  it('refuses an image that is not the one of the manifest', async () => {
    images.set('/data/images/i2.webp', Buffer.from('another file'));
    await expect(runBaseline(run)).rejects.toThrow(/images\/i2\.webp is not the file of its manifest/);
    expect(submitted).toEqual([]);
  });

  it('says so when the site lacks an image', async () => {
    images.delete('/data/images/i3.webp');
    await expect(runBaseline(run)).rejects.toThrow(/i3\.webp could not be fetched: .*404/);
  });

  it('ends at once when the GPU has no memory for an image, with what to do; the answers so far are kept', async () => {
    const healthy = model;
    const words = 'This image does not fit into the GPU’s memory: use a larger GPU or smaller max_pixels.';
    model = (request, body, response) =>
      asked < 2 ? healthy(request, body, response) : refuse(response, 503, 'out_of_memory', words);
    const started = performance.now();
    await expect(runBaseline({ ...run, settings: { ...run.settings, concurrency: 1 } })).rejects.toThrow(
      /no answer for image i2: 503 .*smaller max_pixels/,
    );
    expect(performance.now() - started, 'not asked again and again').toBeLessThan(2000);
    expect((await readFile(path.join(folder, 'responses.jsonl'), 'utf8')).trimEnd().split('\n')).toHaveLength(2);
    model = healthy;
    await runBaseline(run);
    expect(asked).toBe(4);
  });

  it('names an image whose answer is no chat completion', async () => {
    model = (_request, _body, response) => response.setHeader('Content-Type', 'application/json').end('{"id": "c"');
    await expect(runBaseline(run)).rejects.toThrow(/answer for image i\d is no chat completion/);
  });

  it('ends at the first image that the server sees at another size, before boxes land in the wrong places', async () => {
    const right = (112 * 84) / 28 ** 2 + 38;
    model = (_request, _body, response) => say(response, generated, { tokens: asked++ < 2 ? right : right + 3 });
    await expect(runBaseline(run)).rejects.toThrow(/sees image i\d at another size than 112x84/);
    expect(submitted).toEqual([]);
  });

  it('waits more than a minute for a site that is away', () => {
    const { retries, minTimeout, factor, maxTimeout } = siteRetries;
    const waits = Array.from({ length: retries }, (_, i) => Math.min(minTimeout * factor ** i, maxTimeout));
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(60_000);
  });
});
