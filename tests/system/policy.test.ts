import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRun } from '#db/baselines.ts';
import { openDatabase } from '#db/client.ts';
import { currentDataset } from '#db/datasets.ts';
import { freePort } from '#db/embedded.ts';
import { dataPaths } from '#db/env.ts';
import { createTeam } from '#db/teams.ts';
import { miniSettings } from '#grader/baseline/reproduce/mini-model.ts';
import { writeMiniDataset } from '#grader/dataset/standin/write.ts';
import { readRunning } from '#grader/start/running.ts';
import { openBrowser } from '../world/browser.ts';
import { asWidthAndHeight } from '../world/conventions.ts';
import { watchPolicy } from '../world/policy.ts';
import { type Started, startHere } from '../world/started.ts';

/** Every page of the site under its content security policy, in a real browser. */
let dataDir: string;
let system: Started;
let browser: Browser;
let sample: string;
let maintainer: string;
let runs: string[];
let entries: string[];

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'fx-policy-'));
  const { dataset, truth } = dataPaths(dataDir);
  await writeMiniDataset({ out: dataset, truthDir: truth, seed: 6, train: 0, dev: 56, test: 56 });
  [system, browser] = await Promise.all([startHere(dataDir, await freePort()), openBrowser()]);
  sample = await readFile(dataPaths(dataDir).sampleFile, 'utf8');
  await using database = openDatabase((await readRunning(dataDir))!.databaseUrl, 1);
  const dev = await currentDataset(database.db, 'dev');
  maintainer = (await createTeam(database.db, 'Maintainers', 'baseline')).token;
  const settings = { ...miniSettings, split: 'dev' };
  runs = [];
  for (let k = 0; k < 2; k++) runs.push((await createRun(database.db, { datasetId: dev!.id, settings })).id);
  entries = await vi.waitFor(
    async () => {
      const { rows } = await (await fetch(`${system.address}/api/v1/boards/overall.json`)).json();
      if (rows.length < 3) throw new Error('Nothing is graded yet.');
      return rows.map(({ submissionId }: { submissionId: string }) => submissionId);
    },
    { timeout: 60_000, interval: 200 },
  );
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await system?.[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

/** Addresses of every page, by its file. */
const addresses = (): Record<string, string[]> => ({
  '404': ['/nowhere'],
  '500': ['/500'],
  about: ['/about'],
  'baseline/[id]': [`/baseline/${runs[0]}`],
  'baseline/compare': [`/baseline/compare?run=${runs[0]}&run=${runs[1]}`],
  'baseline/index': ['/baseline'],
  'baseline/start': ['/baseline/start'],
  compare: ['/compare', `/compare?a=${entries[0]}`, `/compare?a=${entries[0]}&b=${entries[1]}&c=${entries[2]}`],
  'data/index': ['/data'],
  'docs/api': ['/docs/api'],
  'docs/format': ['/docs/format'],
  'docs/grader': ['/docs/grader'],
  'docs/index': ['/docs'],
  'docs/metrics': ['/docs/metrics'],
  'docs/rules': ['/docs/rules'],
  'family/[family]': ['/family/gan'],
  'generator/[generator]': ['/generator/gan-1'],
  index: ['/', '/?split=dev'],
  signin: ['/signin'],
  'submissions/[id]': [`/submissions/${entries[0]}`],
  submit: ['/submit'],
});

async function openAs(colorScheme: 'light' | 'dark', token: string | null) {
  const headers = token ? { extraHTTPHeaders: { Authorization: `Bearer ${token}` } } : {};
  const context = await browser.newContext({ colorScheme, ...headers });
  const refused = await watchPolicy(context);
  const page = await context.newPage();
  page.on('pageerror', (error) => refused.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy|Permissions-Policy/i.test(message.text())) refused.push(message.text());
  });
  return { page, refused };
}

/** Scrolls through a page so that everything that is drawn late is drawn. */
async function seeAll(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (const each of document.querySelectorAll('details')) each.open = true;
    for (let y = 0; y < document.body.scrollHeight; y += 400) {
      scrollTo(0, y);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  await page.waitForLoadState('networkidle');
}

it('has an address of every page', () => {
  const files = globSync('site/pages/**/*.astro').map((file) => file.slice('site/pages/'.length, -'.astro'.length));
  expect(Object.keys(addresses()).toSorted()).toEqual(files.toSorted());
});

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  it('no page does what the policy refuses', async () => {
    const { page, refused } = await openAs(theme, maintainer);
    for (const address of Object.values(addresses()).flat()) {
      const answer = await page.goto(system.address + address);
      expect(answer?.headers()['content-security-policy'], address).toContain("script-src 'self';");
      expect(answer?.headers()['cache-control'], address).toBe('no-store');
      await seeAll(page);
    }
    expect(refused).toEqual([]);
  }, 180_000);

  it('the theme can be switched, and the next page has it before it is painted', async () => {
    const { page, refused } = await openAs(theme, null);
    await page.goto(`${system.address}/docs`);
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const before = await paper();
    await page.getByRole('button', { name: 'Switch between light and dark' }).click();
    const after = await paper();
    expect(after).not.toBe(before);
    await page.goto(`${system.address}/about`, { waitUntil: 'commit' });
    await page.waitForSelector('body');
    expect(await paper()).toBe(after);
    expect(refused).toEqual([]);
  });

  it('charts are drawn, with the height of their entries, and cells are coloured', async () => {
    const { page, refused } = await openAs(theme, null);
    await page.goto(system.address);
    const canvas = page.locator('canvas[data-chart="scores"]');
    await canvas.scrollIntoViewIfNeeded();
    await expect.poll(() => canvas.evaluate((each) => each.clientHeight)).toBeGreaterThanOrEqual(320);
    const isDrawn = () =>
      canvas.evaluate((each) => {
        const { width, height } = each as HTMLCanvasElement;
        const pixels = (each as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height).data;
        return pixels.some((value) => value !== 0);
      });
    await expect.poll(isDrawn).toBe(true);
    await page.goto(`${system.address}/submissions/${entries[0]}`);
    const cells = page.locator('[data-warmth]');
    const colours = await cells.evaluateAll((all) => all.map((each) => getComputedStyle(each).backgroundColor));
    expect(new Set(colours).size).toBeGreaterThan(5);
    expect(refused).toEqual([]);
  });
});

it('a file is checked and put right in the browser', async () => {
  const { page, refused } = await openAs('light', system.token);
  await page.goto(`${system.address}/submit`);
  const choose = (text: string) =>
    page
      .getByLabel('Prediction file')
      .setInputFiles({ name: 'mine.jsonl', mimeType: 'application/x-ndjson', buffer: Buffer.from(text) });
  await choose(asWidthAndHeight(sample));
  const doctor = page.getByRole('region', { name: 'What the doctor sees' });
  await doctor.getByText('boxes are x, y, width, height').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    doctor.getByRole('button', { name: 'Download a corrected copy' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('mine.corrected.jsonl');
  await choose(sample);
  await page.getByText('mine.jsonl has no issue for the dev split').waitFor();
  await page.getByLabel('Method').fill('Under the policy');
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.waitForURL('**/submissions/s*');
  await page.getByRole('heading', { name: 'Provenance' }).waitFor({ timeout: 30_000 });
  expect(refused).toEqual([]);
});

it('an inline script or style that got into a page does not run', async () => {
  const { page, refused } = await openAs('light', null);
  await page.goto(`${system.address}/about`);
  await page.evaluate(() => {
    document.body.insertAdjacentHTML(
      'beforeend',
      '<img src="data:," onerror="window.ran = true"><p style="color: red">',
    );
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
  });
  await expect.poll(() => refused.length).toBeGreaterThanOrEqual(3);
  expect(await page.evaluate(() => 'ran' in window)).toBe(false);
});

describe('headers', () => {
  const head = async (address: string, init: RequestInit = {}) =>
    (await fetch(system.address + address, { redirect: 'manual', ...init })).headers;

  it('stand on pages, files, answers of the API and refusals alike', async () => {
    const page = await (await fetch(system.address)).text();
    const style = /href="(\/_astro\/[^"]+\.css)"/.exec(page)![1]!;
    for (const address of ['/', style, '/favicon.svg', '/api/v1/health', '/api/nothing', '/%ff', '/data/card.json']) {
      const headers = await head(address);
      expect([...headers.keys()], address).toEqual(
        expect.arrayContaining([
          ...['content-security-policy', 'permissions-policy', 'cross-origin-opener-policy', 'x-frame-options'],
          ...['cross-origin-resource-policy', 'referrer-policy', 'x-content-type-options'],
        ]),
      );
      expect(headers.get('strict-transport-security'), address).toBeNull();
    }
  });

  it('keep what a team sees, and where it signs in, out of caches; public files may stay there', async () => {
    const signedIn = { headers: { Authorization: `Bearer ${system.token}` } };
    for (const address of ['/', '/about', '/submit', '/api/v1/boards/overall.json'])
      expect((await head(address, signedIn)).get('cache-control'), address).toBe('no-store');
    for (const address of ['/signin', '/submit']) expect((await head(address)).get('cache-control')).toBe('no-store');
    expect((await head('/about')).get('cache-control')).toBeNull();
  });
});
