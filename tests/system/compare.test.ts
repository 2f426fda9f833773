import { spawnSync } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestComparison } from '#db/comparisons.ts';
import { scores } from '#db/schema.ts';
import { compare } from '#grader/comparing/compare.ts';
import { secretFolders } from '#grader/jobs/secret-folders.ts';
import { measurePredictions } from '#grader/reading/measure.ts';
import { defaultResamples, defaultSeed } from '#grader/release/version.ts';
import type { startChild } from '#grader/start/children.ts';
import { siteProgram } from '#grader/start/programs.ts';
import { packTruth } from '#grader/truth/pack.ts';
import type { Prediction } from '#submissions/format.ts';
import { randomCase } from '../parity/cases.ts';
import { openBrowser } from '../world/browser.ts';
import { openSite, type SiteWorld } from '../world/site.ts';

const { truth, predictions: first } = randomCase(7);
/** every label opposite to the first one's, with the explanations of the first one */
const second = first.map(({ image_id, label, score, ...explained }): Prediction => {
  const swapped = score === undefined ? {} : { score: 1 - score };
  return label === 'fake'
    ? { image_id, label: 'real', ...swapped }
    : { ...explained, image_id, label: 'fake', ...swapped };
});

let site: SiteWorld;
let grader: ReturnType<typeof startChild>;
const dev: string[] = [];
const test: string[] = [];

async function upload(split: string, predictions: readonly Prediction[]): Promise<string> {
  const answer = await fetch(`${site.address}/api/v1/submissions?split=${split}&method=of-${split}-${Math.random()}`, {
    method: 'POST',
    body: predictions.map((line) => `${JSON.stringify(line)}\n`).join(''),
    headers: { Authorization: `Bearer ${site.token}`, 'Content-Type': 'application/x-ndjson' },
  });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return (await answer.json()).id;
}

async function settled(id: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { status } = await (await get(`/api/v1/submissions/${id}`)).json();
    if (status === 'scored') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${id} was never graded.`);
}

const get = (address: string) => fetch(`${site.address}${address}`, { redirect: 'manual' });
const ask = (a: string | undefined, b: string | undefined) => get(`/api/v1/compare?a=${a}&b=${b}`);

/** The answer once it is there. */
async function compared(a: string | undefined, b: string | undefined) {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await ask(a, b);
    if (answer.status !== 202) return answer.json();
    expect(answer.headers.get('retry-after')).toBe('1');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The comparison was never made.');
}

beforeAll(async () => {
  site = await openSite(truth);
  for (const [split, ids] of [
    ['dev', dev],
    ['test', test],
  ] as const) {
    for (const predictions of [first, second]) ids.push(await upload(split, predictions));
  }
  grader = site.startGrader();
  for (const id of [...dev, ...test]) await settled(id);
});
afterAll(async () => {
  await grader?.[Symbol.asyncDispose]();
  await site?.[Symbol.asyncDispose]();
});

describe('GET /api/v1/compare', () => {
  it('is 202 first, then equals the comparison of the files themselves', async () => {
    expect((await ask(dev[0], dev[1])).status).toBe(202);
    const answer = await compared(dev[0], dev[1]);
    const pack = packTruth(truth);
    const [a, b] = [first, second].map((lines) => measurePredictions(pack, lines));
    const own = compare(pack, { a: a!, b: b! }, { seed: defaultSeed, resamples: defaultResamples });
    const shown = Object.keys(own).filter((slice) => !slice.startsWith('generator:'));
    expect(Object.keys(answer.slices).sort()).toEqual(shown.sort());
    for (const slice of shown) {
      for (const [key, { a: valueA, b: valueB, difference, interval, p }] of Object.entries(own[slice]!)) {
        const found = answer.slices[slice][key];
        expect([found.a, found.b, found.difference], `${slice} ${key}`).toEqual([valueA, valueB, difference]);
        expect(found.p).toBe(p);
        if (interval) expect(found.interval[0]).toBeCloseTo(interval[0], 12);
      }
    }
    expect(answer.a).toMatchObject({ id: dev[0], team: 'Test team' });
    expect(answer.url).toBe(`${site.address}/compare?a=${dev[0]}&b=${dev[1]}`);
  });

  it('lists the disagreements with both predictions on the public split', async () => {
    const { disagreements } = await compared(dev[0], dev[1]);
    expect(disagreements.onlyA + disagreements.onlyB).toBe(truth.length);
    for (const { image_id, right, a, b } of disagreements.shown) {
      const { label } = truth.find((line) => line.image_id === image_id)!;
      expect([a.label, b.label]).toEqual(right === 'a' ? [label, b.label] : [a.label, label]);
      const { image_id: _, ...excerpt } = first.find((line) => line.image_id === image_id)!;
      expect(a).toEqual(excerpt);
    }
    const swapped = (await compared(dev[1], dev[0])).disagreements;
    expect([swapped.onlyA, swapped.onlyB]).toEqual([disagreements.onlyB, disagreements.onlyA]);
  });

  it('has only aggregates on the sealed split', async () => {
    const answer = await compared(test[0], test[1]);
    expect(answer.slices.overall.accuracy.difference).not.toBeNull();
    expect(answer.disagreements).toBeNull();
    for (const { image_id } of truth) expect(JSON.stringify(answer)).not.toContain(image_id);
  });

  it('is an error with what to do when the two cannot be compared', async () => {
    const refusalOf = async (a: string | undefined, b: string | undefined) => {
      const answer = await ask(a, b);
      return [answer.status, (await answer.json()).error];
    };
    expect(await refusalOf(dev[0], dev[0])).toEqual([400, expect.stringContaining('two different')]);
    expect(await refusalOf(dev[0], '')).toEqual([400, expect.stringContaining('Name two submissions')]);
    expect(await refusalOf(dev[0], 'snothing')).toEqual([404, expect.stringContaining('no submission snothing')]);
    for (const more of [`&c=${dev[1]}`, `&a=${dev[1]}`, '&with=x']) {
      const answer = await fetch(`${site.address}/api/v1/compare?a=${dev[0]}&b=${dev[1]}${more}`);
      expect([more, answer.status, (await answer.json()).error]).toEqual([
        more,
        400,
        expect.stringContaining('compares two'),
      ]);
    }
    expect(await refusalOf(dev[0], test[0])).toEqual([409, expect.stringContaining('Choose both from one board')]);
  });
});

describe('fx compare', () => {
  const fx = (...options: string[]) =>
    spawnSync(process.execPath, ['grader/cli.ts', 'compare', '--url', site.address, ...options], { encoding: 'utf8' });

  it('asks a running site for two of its entries', async () => {
    const { stdout, status } = fx('--a', test[0]!, '--b', test[1]!);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/a {2}Test team, of-test.*FX score .*by family/s)]);
    const json = JSON.parse(fx('--a', test[0]!, '--b', test[1]!, '--json').stdout);
    expect(json).toEqual(await compared(test[0], test[1]));
  });

  it('ends with 2 and says what to do when it cannot', () => {
    const { stderr, status } = fx('--a', dev[0]!, '--b', test[0]!);
    expect([status, stderr]).toEqual([2, expect.stringContaining('Choose both from one board')]);
  });
});

describe('/compare', () => {
  it('works without script: choosing, waiting and reading', async () => {
    await using browser = await openBrowser();
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    const third = await upload(
      'test',
      first.map((line): Prediction => ({ ...line, regions: [], tags: [] })),
    );
    await settled(third);
    await page.goto(`${site.address}/submissions/${third}`);
    await page.getByRole('link', { name: 'compare it with some of them' }).click();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('Choose one more entry.').waitFor();
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('heading', { name: 'Every metric, overall' }).waitFor({ timeout: 20_000 });
    expect(new URL(page.url()).searchParams.get('a')).toBe(third);
    for (const { image_id } of truth) expect(await page.content()).not.toContain(image_id);
  });

  it.each([
    ['a=ID&b=ID', 400, 'stands twice'],
    ['with=1&with=2&with=3&with=4&with=5', 400, 'Choose two to four'],
    ['a=ID&b=snothing', 404, 'There is no submission snothing'],
    ['a=snothing', 404, 'There is no submission snothing'],
    ['a=ID&b=OTHER', 409, 'Choose both from one board'],
  ])('says about ?%s with %i what to do, and offers a choice', async (query, status, says) => {
    const answer = await get(`/compare?${query.replaceAll('ID', dev[0]!).replaceAll('OTHER', test[0]!)}`);
    expect(answer.status).toBe(status);
    const text = await answer.text();
    expect(text).toContain(says);
    expect(text).toContain('type="checkbox"');
  });

  it('leads from ticked boxes to the address that names the entries by place', async () => {
    const answer = await get(`/compare?a=${dev[0]}&with=${dev[1]}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`/compare?a=${dev[0]}&b=${dev[1]}`);
  });
});

describe('the measurements behind comparisons', () => {
  it('are kept with every score where the site cannot read them', async () => {
    const directory = secretFolders(site.env).measurementsDirectory;
    const { db } = site.services;
    const rows = await db.select().from(scores);
    const names = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((each) => each.isFile());
    expect(new Set(rows.map((row) => row.measurementsSha256))).toEqual(new Set(names.map(({ name }) => name)));
    const probe = path.join(site.env.dataDir, 'dataset', 'probe.mjs');
    await writeFile(
      probe,
      'import { readFileSync } from "node:fs"; readFileSync(process.argv[2]); console.log("read");',
    );
    const flags = siteProgram(process.cwd(), site.env).arguments.slice(0, -1);
    const { stderr, stdout } = spawnSync(
      process.execPath,
      [...flags, probe, path.join(names[0]!.parentPath, names[0]!.name)],
      { encoding: 'utf8' },
    );
    await rm(probe);
    expect(stderr).toContain('ERR_ACCESS_DENIED');
    expect(stdout).toBe('');
  });

  it('are made from the file for a score that was graded before they were kept', async () => {
    const { db } = site.services;
    const late = await upload(
      'dev',
      first.map(({ image_id }): Prediction => ({ image_id, label: 'real' })),
    );
    await settled(late);
    const [row] = await db.select().from(scores).where(eq(scores.submissionId, late));
    await db.update(scores).set({ measurementsSha256: null }).where(eq(scores.submissionId, late));
    await rm(secretFolders(site.env).measurementsDirectory, { recursive: true });
    const answer = await compared(dev[0], late);
    expect(answer.slices.overall.recall.b).toBe(0);
    const [after] = await db.select().from(scores).where(eq(scores.submissionId, late));
    expect(after?.measurementsSha256).toBe(row?.measurementsSha256);
  });

  it('are compared even when the queued job was lost', async () => {
    const { db } = site.services;
    const lost = await upload(
      'test',
      first.map(({ image_id }): Prediction => ({ image_id, label: 'real' })),
    );
    await settled(lost);
    const [a, b] = await Promise.all(
      [test[0]!, lost].map(async (id) => (await db.select().from(scores).where(eq(scores.submissionId, id)))[0]!.id),
    );
    const status = async () => (await requestComparison(db, a!, b!))?.row.status;
    expect(await status()).toBe('queued');
    await expect.poll(status, { timeout: 20_000 }).toBe('done');
  });
});
