import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eq } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelRun, createRun, listRuns, readRun, resumeRun, runJobs } from '#db/baselines.ts';
import { childEnvironment, dataPaths } from '#db/env.ts';
import { releaseSilentJobs } from '#db/jobs.ts';
import { baselineRuns } from '#db/schema.ts';
import { readSubmission } from '#db/submissions.ts';
import { createTeam } from '#db/teams.ts';
import { miniSettings } from '#grader/baseline/reproduce/mini-model.ts';
import { settingsOf } from '#grader/baseline/reproduce/run-row.ts';
import { runManifest } from '#grader/baseline/run/run-manifest.ts';
import { runPerformer } from '#grader/jobs/baseline-run.ts';
import { performJob } from '#grader/jobs/perform.ts';
import type { Services } from '#grader/services/services.ts';
import type { Truth } from '#submissions/format.ts';
import { findNoBarrier } from '../world/barriers.ts';
import { openBrowser } from '../world/browser.ts';
import { generated, type Handler, openStub, refuse, type StubServer, say } from '../world/model.ts';
import { watchPolicy } from '../world/policy.ts';
import { twoImages } from '../world/services.ts';
import { openSite, type SiteWorld } from '../world/site.ts';

/** Baseline runs on a real site, database and grader; the model server is a stub whose behaviour a test chooses. */
const [fake, real] = twoImages as [Truth, Truth];
const truths = [fake, real, ...['c', 'd', 'e', 'f'].map((image_id) => ({ ...fake, image_id }))];
const settings = { ...miniSettings, split: 'dev' as const, concurrency: 1 };
const truthful = '<think></think><verdict>real</verdict>';

let site: SiteWorld;
let grader: ReturnType<SiteWorld['startGrader']>;
let server: StubServer;
let services: Services;
let token: string;
let model: Handler;
let asked: string[];

beforeAll(async () => {
  site = await openSite(truths);
  grader = site.startGrader();
  server = await openStub(() => model);
  token = (await createTeam(site.services.db, 'Maintainers', 'baseline')).token;
  const modelPath = path.join(site.env.dataDir, 'model');
  await mkdir(modelPath);
  for (const name of ['model.safetensors', 'tokenizer.json']) await writeFile(path.join(modelPath, name), name);
  const log = pino({ level: 'silent' });
  services = { ...site.services, log, env: { ...site.env, modelUrl: `${server.url}/v1`, modelPath } };
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await grader?.[Symbol.asyncDispose]();
  await site?.[Symbol.asyncDispose]();
});
beforeEach(() => {
  asked = [];
  model = answering(() => generated);
});

/** Adds the images it is asked about to the list of the test that made it, also when that test has ended. */
function answering(content: () => string, waitMs = () => 0): Handler {
  const mine = asked;
  return (request, body, response) => {
    if (request.method !== 'POST') return void response.writeHead(404).end();
    setTimeout(() => {
      mine.push(/data:image[^"]+/.exec(body)?.[0] ?? '');
      say(response, content());
    }, waitMs());
  };
}
const newRun = () => createRun(services.db, { datasetId: site.dev.id, settings });
const perform = (id: string, as = services) =>
  performJob(as, { performer: runPerformer(as, { url: site.address, token }), id });
const row = async (id: string) => (await readRun(services.db, id))!;
const get = (address: string, as?: string) =>
  fetch(`${site.address}${address}`, { headers: as ? { Authorization: `Bearer ${as}` } : {}, redirect: 'manual' });
const post = (address: string, form: Record<string, string>, headers: Record<string, string>) =>
  fetch(`${site.address}${address}`, {
    ...{ method: 'POST', body: new URLSearchParams(form), redirect: 'manual' },
    headers: { Origin: site.address, ...headers },
  });
const asMaintainer = () => ({ Authorization: `Bearer ${token}` });

/** A run that was asked, submitted and graded, from a clean tree on a known machine. */
async function gradedRun(): Promise<string> {
  const { id } = await newRun();
  await perform(id);
  const { submissionId, manifest } = await row(id);
  const status = async () => (await readSubmission(services.db, submissionId!))?.submission.status;
  await expect.poll(status, { timeout: 20_000 }).toBe('scored');
  const submitted = runManifest.parse(manifest);
  const code = { ...submitted.code, commit: 'c', dirty: false };
  const whole = { ...submitted, libraries: { torch: '2' }, code };
  whole.engine.device = 'cpu';
  await services.db.update(baselineRuns).set({ manifest: whole }).where(eq(baselineRuns.id, id));
  return id;
}

/** Each page as axe sees it, with everything unfolded, and on a phone. */
async function withoutBarrier(...addresses: string[]): Promise<void> {
  const browser = await openBrowser();
  const context = await browser.newContext({ extraHTTPHeaders: asMaintainer() });
  const refused = await watchPolicy(context);
  const page = await context.newPage();
  for (const address of addresses) {
    await page.goto(site.address + address);
    await page.evaluate(() => {
      for (const each of document.querySelectorAll('details')) each.open = true;
    });
    await findNoBarrier(page);
    await page.setViewportSize({ width: 1280, height: 720 });
  }
  expect(refused).toEqual([]);
  await browser.close();
}

describe('whoever is not a maintainer', () => {
  it.each(['a visitor', 'a team'])('%s starts, cancels, resumes and signs nothing: 403', async (who) => {
    const headers: Record<string, string> = who === 'a team' ? { Authorization: `Bearer ${site.token}` } : {};
    const { id } = await newRun();
    const runs = await listRuns(services.db);
    expect((await post('/baseline/start', { split: 'dev' }, headers)).status).toBe(403);
    for (const what of ['cancel', 'resume', 'sign', 'unsign']) {
      const answer = await post(`/baseline/${id}`, { do: what }, headers);
      expect([answer.status, (await answer.json()).error]).toEqual([403, expect.stringContaining('Only maintainers')]);
    }
    expect(await listRuns(services.db)).toEqual(runs);
    expect(await (await get('/baseline', headers['Authorization']?.slice(7))).text()).not.toContain('/baseline/start');
  });

  it('also a maintainer’s browser sent by another site', async () => {
    const headers = { ...asMaintainer(), Origin: 'https://elsewhere.example' };
    expect((await post('/baseline/start', { split: 'dev' }, headers)).status).toBe(403);
  });
});

describe('a maintainer', () => {
  it('starts a run of the mini model or another, cancels and resumes it on the page', async () => {
    expect((await post('/baseline/start', { split: 'dev' }, asMaintainer())).status).toBe(303);
    const other = { split: 'dev', model: 'big', method: 'Big', concurrency: '64' };
    expect((await post('/baseline/start', other, asMaintainer())).status).toBe(303);
    const [big, mini] = await listRuns(services.db);
    expect([big?.status, big?.settings]).toEqual([
      'queued',
      { ...miniSettings, split: 'dev', model: 'big', method: 'Big', concurrency: 64 },
    ]);
    expect(mini?.settings).toEqual({ ...miniSettings, split: 'dev' });
    const page = await (await get('/baseline', token)).text();
    expect(page).toContain('/baseline/start');
    for (const [what, status] of [
      ['cancel', 'cancelled'],
      ['resume', 'queued'],
      ['cancel', 'cancelled'],
    ] as const) {
      expect((await post(`/baseline/${big!.id}`, { do: what }, asMaintainer())).status).toBe(303);
      expect((await row(big!.id)).status).toBe(status);
    }
    expect((await post(`/baseline/${big!.id}`, { do: 'cancel' }, asMaintainer())).status).toBe(409);
  });

  it('gets an issue for each wrong setting, and the form keeps what was typed', async () => {
    const runs = await listRuns(services.db);
    const typed = { split: 'dev', model: 'my "big" one', prompt: 'nope', maxPixels: '5', seed: '-1', concurrency: '' };
    const answer = await post('/baseline/start', typed, asMaintainer());
    const page = await answer.text();
    expect(answer.status).toBe(400);
    expect(page).toContain('There is no such prompt: choose fakexplainer.v1 or mini.v1.');
    for (const name of ['prompt', 'maxPixels', 'seed', 'concurrency']) expect(page).toContain(`id="why-${name}"`);
    expect(page).not.toContain('id="why-model"');
    for (const value of ['my &quot;big&quot; one', '5', '-1']) expect(page).toContain(`value="${value}"`);
    expect((await post('/baseline/start', { split: 'moon' }, asMaintainer())).status).toBe(400);
    expect(await listRuns(services.db)).toEqual(runs);
  });

  it('who submits the form twice gets the run that waits, and a second one only on request', async () => {
    const wanted = { split: 'test', method: 'Pressed twice' };
    const mine = async () => (await listRuns(services.db)).filter((run) => settingsOf(run).method === wanted.method);
    const answers = await Promise.all([1, 2].map(() => post('/baseline/start', wanted, asMaintainer())));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const [first] = await mine();
    expect(await mine()).toHaveLength(1);
    const refused = await post('/baseline/start', wanted, asMaintainer());
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining(`/baseline/${first!.id}`)]);
    const again = await post('/baseline/start', { ...wanted, again: 'yes' }, asMaintainer());
    const second = again.headers.get('Location')!;
    expect(await mine()).toHaveLength(2);
    const page = await (await get(second, token)).text();
    for (const shown of [first!.id, 'FX_URL=', 'FX_TOKEN=', 'DATABASE_URL=', 'FX_MODEL_PATH='])
      expect(page).toContain(shown);
    expect(await (await get(second)).text()).not.toContain('FX_TOKEN');
    for (const { id } of await mine()) await cancelRun(services.db, id);
    expect((await post('/baseline/start', wanted, asMaintainer())).status).toBe(303);
    for (const { id } of await mine()) await cancelRun(services.db, id);
    await withoutBarrier('/baseline/start');
  });

  it('gets an error for a run that does not exist', async () => {
    const answer = await post('/baseline/bnone', { do: 'sign' }, asMaintainer());
    expect([answer.status, (await answer.json()).error]).toEqual([404, 'There is no run bnone.']);
  });
});

describe('the command line', () => {
  const fx = (...words: string[]) => fxWith({}, ...words);
  const fxWith = async (changes: Record<string, string>, ...words: string[]) => {
    const { databaseUrl, dataDir } = site.env;
    const child = spawn(process.execPath, ['grader/cli.ts', 'baseline', ...words], {
      env: childEnvironment({
        ...{ DATABASE_URL: databaseUrl ?? undefined, FX_DATA_DIR: dataDir, FX_URL: site.address },
        ...{ FX_TOKEN: token, FX_MODEL_URL: undefined, FX_MODEL_PATH: undefined, FX_PYTHON: 'false', ...changes },
      }),
      timeout: 30_000,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    const [code] = await once(child, 'close');
    return { code, output };
  };

  it.each([
    [['status', 'bnone']],
    [['cancel', 'bnone']],
    [['resume', 'bnone']],
    [['sign', 'bnone', '--by', 'me']],
    [['keep', 'bnone', '--out', 'nowhere']],
    [['compare', 'bnone']],
  ])('%j names no run: exit code 2', async (words) => {
    expect(await fx(...words)).toEqual({ code: 2, output: expect.stringMatching(/^fx: There is no run bnone\./) });
  });

  it('refuses settings that make no run, and a second run like one that waits', async () => {
    const runs = await listRuns(services.db);
    const wrong = await fx('run', '--split', 'nope', '--prompt', 'nope', '--min-pixels', '9999999', '--seed', 'x');
    expect(wrong.code).toBe(2);
    expect(wrong.output).toMatch(
      /--split: Choose test or dev\.\n.*--prompt: There is no such prompt.*\n.*--seed: Give a wh/,
    );
    expect(wrong.output).not.toContain('"code"');
    expect(await listRuns(services.db)).toEqual(runs);
    expect((await fx('run', '--method', 'From the terminal')).code).toBe(0);
    const [waiting] = await listRuns(services.db);
    const second = await fx('run', '--method', 'From the terminal');
    expect(second).toEqual({ code: 2, output: expect.stringContaining(`The run ${waiting!.id} has the same split`) });
    await cancelRun(services.db, waiting!.id);
  });

  it('refuses a name that no upload accepts before the model is asked', async () => {
    const runs = await listRuns(services.db);
    const runHere = (method: string) =>
      fxWith({ FX_MODEL_URL: `${server.url}/v1` }, 'run', '--here', '--concurrency', '1', '--method', method);
    const refused = await runHere('Mine\u200b');
    expect([refused.code, refused.output]).toEqual([2, expect.stringContaining('--method: The name of the method')]);
    expect([asked, await listRuns(services.db)]).toEqual([[], runs]);
    expect([(await runHere('Mine')).code, asked.length]).toEqual([0, 6]);
  });

  it('a run whose model server does not start ends at once: exit code 1, and the log says why', async () => {
    const { code, output } = await fx('run', '--here');
    expect(code).toBe(1);
    expect(output).toMatch(/Failed {2}FakeXplainer-mini[\s\S]*it ended \(exit code 1\)[\s\S]*fx baseline resume/);
    expect(output).toMatch(/"error":{"type":"Error","message":"false: it ended/);
  });
});

describe('a run that goes wrong', () => {
  it('server gone: failed with a next step; resumed, it asks nothing twice and ends', async () => {
    const healthy = model;
    model = (request, body, response) =>
      asked.length >= 3 ? request.socket.destroy() : healthy(request, body, response);
    const { id } = await newRun();
    await perform(id);
    const failed = await row(id);
    expect([failed.status, failed.failure]).toEqual([
      'failed',
      expect.stringMatching(new RegExp(`no connection.*\\n.*fx baseline resume ${id}`)),
    ]);
    const page = (as?: string) => get(`/baseline/${id}`, as).then((answer) => answer.text());
    expect(await page(token)).toContain('Is it running');
    for (const as of [undefined, site.token]) {
      expect(await page(as)).toContain('It failed after 3 of 6 images.');
      expect(await page(as)).not.toMatch(/Is it running|no connection|baseline resume/);
    }
    model = healthy;
    await resumeRun(services.db, id);
    await perform(id);
    expect((await row(id)).status).toBe('submitted');
    expect(new Set(asked).size).toBe(6);
    expect(asked).toHaveLength(6);
  });

  it('GPU full: failed with the server’s advice', async () => {
    model = (_request, _body, response) => refuse(response, 503, 'out_of_memory', 'Use smaller max_pixels.');
    const { id } = await newRun();
    await perform(id);
    expect((await row(id)).failure).toMatch(/image a: 503 .*smaller max_pixels[\s\S]*fx baseline resume/);
  });

  it('wrong revision: failed with the command that fetches it', async () => {
    const { id } = await newRun();
    await perform(id, { ...services, env: { ...services.env, modelPath: 'lab/model@v9' } });
    expect((await row(id)).failure).toMatch(/lab\/model is not in .*hf download lab\/model --revision v9/);
  });

  it('cancelled: stops at the next heartbeat, and may be resumed', async () => {
    const { id } = await newRun();
    model = answering(
      () => generated,
      () => (asked.length < 2 ? 0 : 4000),
    );
    const performing = perform(id);
    await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(2);
    await cancelRun(services.db, id);
    await performing;
    expect((await row(id)).status).toBe('cancelled');
    expect(asked.length).toBeLessThan(6);
  });

  it('runner killed: another one goes on and asks about no image with a stored answer', async () => {
    for (const waiting of await listRuns(services.db)) await cancelRun(services.db, waiting.id);
    const { id } = await newRun();
    model = answering(
      () => generated,
      () => 300,
    );
    const program = () =>
      spawn(process.execPath, ['grader/gpu-runner.ts'], {
        stdio: 'ignore',
        env: childEnvironment({
          ...{ DATABASE_URL: site.env.databaseUrl ?? undefined, FX_DATA_DIR: site.env.dataDir },
          ...{ FX_MODEL_URL: `${server.url}/v1`, FX_URL: site.address, FX_TOKEN: token },
        }),
      });
    const first = program();
    const file = path.join(dataPaths(site.env.dataDir).baseline, id, 'responses.jsonl');
    const stored = async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').length - 1;
    await expect.poll(stored, { timeout: 30_000, interval: 50 }).toBeGreaterThan(1);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await new Promise((resolve) => setTimeout(resolve, 400)); // the question under way is noted by then
    const before = { stored: await stored(), asked: [...asked] };
    expect(before.stored).toBeLessThan(6);
    await releaseSilentJobs(services.db, runJobs, 0);
    const second = program();
    await expect.poll(async () => (await row(id)).status, { timeout: 30_000 }).toBe('submitted');
    second.kill('SIGTERM');
    await once(second, 'exit');
    const again = asked.slice(before.asked.length);
    expect(again).toHaveLength(6 - before.stored);
    for (const url of before.asked.slice(0, before.stored)) expect(again).not.toContain(url);
  });
});

describe('a reference', () => {
  it('is signed off once it is graded and whole; later runs are held to it', async () => {
    const ungraded = await newRun();
    expect((await post(`/baseline/${ungraded.id}`, { do: 'sign' }, asMaintainer())).status).toBe(409);
    const reference = await gradedRun();
    const again = await gradedRun();
    model = answering(() => truthful);
    const different = await gradedRun();
    expect(await (await get(`/baseline/${again}`)).text()).toContain('nothing to hold it to');
    expect((await post(`/baseline/${reference}`, { do: 'sign' }, asMaintainer())).status).toBe(303);
    expect(await (await get(`/baseline/${reference}`)).text()).toContain('It is a reference');
    expect(await (await get(`/baseline/${again}`)).text()).toContain('Yes (R1).');
    const page = await (await get(`/baseline/${different}`)).text();
    expect(page).toContain('Accuracy 0.1667, expected 0.8303 to 0.8363.');
    expect(page).toContain('The same verdict on 0.0% of the images; 99% are asked for.');

    const compared = await (await get(`/baseline/compare?run=${different}&run=${reference}`)).text();
    expect(compared).toContain('0.0% of the verdicts agree');
    expect(compared).toContain('The same by hash: weights, processor, data, prompt, decoding');
    expect((await get(`/baseline/compare?run=${reference}`)).status).toBe(400);
    expect(await (await get('/baseline')).text()).toContain('The same as a table');

    await withoutBarrier('/baseline', `/baseline/${different}`, `/baseline/compare?run=${different}&run=${reference}`);

    const { manifest } = await row(reference);
    const changed = { ...runManifest.parse(manifest), seconds: 1 };
    await services.db.update(baselineRuns).set({ manifest: changed }).where(eq(baselineRuns.id, reference));
    expect(await (await get(`/baseline/${reference}`)).text()).toContain('the sign-off is void');
  });

  it('is not made of a run with a gap', async () => {
    const id = await gradedRun();
    const { manifest } = await row(id);
    const submitted = runManifest.parse(manifest);
    const dirty = { ...submitted, code: { ...submitted.code, dirty: true }, libraries: {} };
    await services.db.update(baselineRuns).set({ manifest: dirty }).where(eq(baselineRuns.id, id));
    const answer = await post(`/baseline/${id}`, { do: 'sign' }, asMaintainer());
    expect([answer.status, (await answer.json()).error]).toEqual([
      409,
      'No hash of the libraries.\nThe working tree had changes that are in no commit.',
    ]);
  });
});
