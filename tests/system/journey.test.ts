import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '#db/embedded.ts';
import { dataPaths } from '#db/env.ts';
import { writeMiniDataset } from '#grader/dataset/standin/write.ts';
import { barriers, findNoBarrier } from '../world/barriers.ts';
import { openBrowser } from '../world/browser.ts';
import { asRawAnswers, asWidthAndHeight } from '../world/conventions.ts';
import { type Started, startHere } from '../world/started.ts';

let dataDir: string;
let port: number;
let system: Started;
let browser: Browser;
let sample: string;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'fx-journey-'));
  const { dataset, truth } = dataPaths(dataDir);
  await writeMiniDataset({ out: dataset, truthDir: truth, seed: 5, train: 0, dev: 56, test: 56 });
  port = await freePort();
  [system, browser] = await Promise.all([startHere(dataDir, port), openBrowser()]);
  sample = await readFile(dataPaths(dataDir).sampleFile, 'utf8');
});
afterAll(async () => {
  await browser?.close();
  await system?.[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

async function openPage(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  return page;
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${system.address}/submit`);
  await page.getByRole('link', { name: 'Sign in to submit' }).click();
  await page.getByLabel('Team token').fill(system.token);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/submit');
}

const file = (name: string, text: string) => ({ name, mimeType: 'application/x-ndjson', buffer: Buffer.from(text) });

describe('a team in its browser', () => {
  it('signs in, uploads a good file, sees it graded, finds it on the overall and a family board', async () => {
    const page = await openPage();
    await signIn(page);
    await page.getByLabel('Method').fill('Browser method');
    await page.getByLabel('Prediction file').setInputFiles(file('mine.jsonl', sample));
    await page.getByText('mine.jsonl has no issue for the dev split').waitFor();
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.waitForURL('**/submissions/s*');
    await page.getByRole('heading', { name: 'Provenance' }).waitFor({ timeout: 30_000 });
    for (const address of ['/?split=dev', '/family/gan?split=dev']) {
      await page.goto(system.address + address);
      const row = page.getByRole('row').filter({ hasText: 'Browser method' });
      expect(await row.textContent()).toContain('Demo team');
      expect(await row.locator('td[data-metric="fxScore"]').textContent()).toMatch(/\d\.\d{3}/);
    }
  });

  it('uploads a bad file and reads its issues, before anything is sent', async () => {
    const page = await openPage();
    await signIn(page);
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
    await page.getByLabel('Method').fill('Bad');
    await page
      .getByLabel('Prediction file')
      .setInputFiles(file('bad.jsonl', sample.replace('"label":"real"', '"label":"genuine"')));
    const issues = page.getByRole('row').filter({ hasText: 'bad_label' });
    expect(await issues.textContent()).toContain('"genuine"');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('nothing was sent').waitFor();
    expect(sent).toEqual([]);
  });

  it('sees that its boxes are x, y, width, height, with three drawn, and downloads a correct copy', async () => {
    const page = await openPage();
    await signIn(page);
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
    const choose = (name: string, text: string) => page.getByLabel('Prediction file').setInputFiles(file(name, text));
    await choose('mine.jsonl', asWidthAndHeight(sample));
    const doctor = page.getByRole('region', { name: 'What the doctor sees' });
    await doctor.getByText('boxes are x, y, width, height and become x1, y1, x2, y2').waitFor();
    expect(await doctor.textContent()).toMatch(/How sure: (\d+) of \1 boxes are possible in this reading/);
    const drawings = doctor.getByRole('img');
    expect(await drawings.count()).toBe(6);
    const shown = await drawings.evaluateAll((all) => all.map((each) => each.querySelectorAll('.line').length));
    expect(Math.min(...shown)).toBeGreaterThan(0);
    const image = await drawings.first().locator('image').getAttribute('href');
    expect((await page.request.get(system.address + image)).headers()['content-type']).toBe('image/webp');
    expect(await barriers(page)).toEqual([]);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      doctor.getByRole('button', { name: 'Download a corrected copy' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('mine.corrected.jsonl');
    await doctor.getByText('has no issue for the dev split').waitFor();
    const copy = await readFile(await download.path(), 'utf8');
    await choose('mine.corrected.jsonl', copy);
    await page.getByText('mine.corrected.jsonl has no issue for the dev split').waitFor();
    expect(await doctor.isVisible()).toBe(false);
    expect(sent).toEqual([]);
  });

  it('sees which split its ids belong to, and that its lines are raw answers', async () => {
    const page = await openPage();
    await signIn(page);
    const doctor = page.getByRole('region', { name: 'What the doctor sees' });
    await page.getByLabel('Prediction file').setInputFiles(file('mine.jsonl', sample));
    await page.getByText('mine.jsonl has no issue for the dev split').waitFor();
    await page.getByLabel('Split').selectOption('test');
    await doctor.getByText('Its ids are those of the dev split.').waitFor();
    expect(await doctor.getByRole('button').isVisible()).toBe(false);
    await page.getByLabel('Split').selectOption('dev');
    await page.getByLabel('Prediction file').setInputFiles(file('raw.jsonl', asRawAnswers(sample)));
    await doctor.getByText('lines are a raw answer and become a prediction').waitFor();
    expect(await doctor.getByRole('img').count()).toBe(3);
  });

  it('does both without script too', async () => {
    const page = await openPage({ javaScriptEnabled: false });
    await signIn(page);
    const submit = async (text: string) => {
      await page.getByLabel('Method').fill('Plain form');
      await page.getByLabel('Prediction file').setInputFiles(file('plain.jsonl', text));
      await page.getByRole('button', { name: 'Submit' }).click();
    };
    await submit('{"image_id": "nobody", "label": "real"}\n');
    expect(await page.getByRole('row').filter({ hasText: 'unknown_image' }).textContent()).toContain('manifest');
    await submit(sample);
    await page.waitForURL('**/submissions/s*');
    const reloaded = async () => {
      await page.reload();
      return page.getByText('Provenance').count();
    };
    await expect.poll(reloaded, { timeout: 20_000 }).toBeGreaterThan(0);
  });

  it('signs out', async () => {
    const page = await openPage();
    await signIn(page);
    await page.getByRole('link', { name: 'Demo team' }).waitFor();
    await page.goto(`${system.address}/signin`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto(`${system.address}/submit`);
    await page.getByRole('link', { name: 'Sign in to submit' }).waitFor();
  });

  it('sees that a token is wrong', async () => {
    const page = await openPage();
    await page.goto(`${system.address}/signin`);
    await page.getByLabel('Team token').fill('fx_wrong');
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('No team has this token').waitFor();
  });
});

/** Submits to the dev split as the demo team; the id, once it is graded. */
async function submit(method: string, body: string): Promise<string> {
  const uploads = `${system.address}/api/v1/submissions`;
  const headers = { Authorization: `Bearer ${system.token}`, 'Content-Type': 'application/x-ndjson' };
  const sent = await fetch(`${uploads}?${new URLSearchParams({ split: 'dev', method })}`, {
    method: 'POST',
    body,
    headers,
  });
  const { id } = await sent.json();
  const status = async () => (await (await fetch(`${uploads}/${id}`)).json()).status;
  await expect.poll(status, { timeout: 20_000 }).toBe('scored');
  return id;
}

describe('a visitor', () => {
  const pages = [
    '/',
    '/family/dit',
    '/generator/gan-3',
    '/compare',
    '/submit',
    '/signin',
    '/data',
    '/baseline',
    '/about',
  ];
  const docs = ['/docs', '/docs/format', '/docs/metrics', '/docs/rules', '/docs/api'];

  it.each([...pages, ...docs])('%s has a title, no barrier that axe finds, and fits a phone', async (address) => {
    const page = await openPage();
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(system.address + address);
    expect(await page.title()).toContain('FakeXplained');
    await findNoBarrier(page);
    expect(errors).toEqual([]);
  });

  it('reads everywhere that numbers of the stand-in stand that it is one', async () => {
    const page = await openPage();
    for (const address of ['/', '/family/gan', '/generator/gan-1', '/data', '/submit']) {
      await page.goto(system.address + address);
      expect(await page.getByText('is a procedural stand-in').count()).toBeGreaterThan(0);
    }
    await page.goto(system.address);
    const simulated = page.getByRole('row').filter({ hasText: 'Northlight Vision' });
    expect(await simulated.getByText('simulated', { exact: true }).count()).toBe(1);
    await simulated.getByRole('link').first().click();
    expect(await page.getByText('is a procedural stand-in').count()).toBe(1);
  });

  it('compares entries from a board, and sees on which families they differ', async () => {
    const health = async () => (await fetch(`${system.address}/api/v1/health`)).json();
    await expect.poll(health, { timeout: 30_000 }).toMatchObject({ queued: 0, grading: 0 });
    const page = await openPage();
    await page.goto(system.address);
    await page
      .getByRole('row')
      .filter({ hasText: 'Northlight' })
      .getByRole('link', { name: /^Compare/ })
      .click();
    for (const team of ['Two Left Socks', 'Paper Lanterns']) await page.getByLabel(team).check();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('heading', { name: 'By family' }).waitFor({ timeout: 20_000 });
    expect(page.url()).toMatch(/\/compare\?a=s\w+&b=s\w+&c=s\w+$/);
    const overall = page.locator('tr[data-metric="fxScore"]');
    expect(await overall.textContent()).toContain('worse than the reference');
    expect(await page.locator('[data-differing]').textContent()).toContain('over the 8 tests');
    await page.locator('[data-bars] canvas').scrollIntoViewIfNeeded();
    await findNoBarrier(page);
    await page.getByLabel('Metric', { exact: true }).selectOption('iou');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL('**metric=iou**');
    expect(await page.locator('[data-differing]').textContent()).toContain('In IoU');
    expect(await page.locator('[data-disagreements]').count()).toBe(0);
  });

  it('sees on the public split the images where two disagree', async () => {
    const allReal = sample.replace(/^\{"image_id":("[^"]+").*$/gm, '{"image_id":$1,"label":"real"}');
    const ids = [await submit('Sample', sample), await submit('All real', allReal)];
    const page = await openPage();
    await page.goto(`${system.address}/compare?a=${ids[0]}`);
    await page.getByLabel('All real').check();
    await page.getByRole('button', { name: 'Compare' }).click();
    const section = page.locator('[data-disagreements]');
    await section.waitFor({ timeout: 20_000 });
    expect(await section.locator('figure').count()).toBeGreaterThan(0);
    const image = section.locator('img').first();
    await image.scrollIntoViewIfNeeded();
    await expect.poll(() => image.evaluate((each) => (each as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    await findNoBarrier(page);
  });

  it('sorts a board by the address', async () => {
    const page = await openPage();
    await page.goto(`${system.address}/?sort=hallucinationRate&dir=asc`);
    const rates = await page.locator('tbody tr[data-submission] td[data-metric="hallucinationRate"]').allTextContents();
    const shown = rates.flatMap((text) => (/\d\.\d+/.test(text) ? [Number(/\d\.\d+/.exec(text)?.[0])] : []));
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.slice(0, 6)).toEqual(shown.slice(0, 6).toSorted((a, b) => a - b));
  });
});

describe('npm start', () => {
  it('says what to do when the port or the data folder is in use', async () => {
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'fx-second-'));
    await expect(startHere(elsewhere, port)).rejects.toThrow(/Port \d+ .*PORT=4322 npm start/);
    await expect(startHere(dataDir, await freePort())).rejects.toThrow(/already running.*FX_DATA_DIR/s);
    await rm(elsewhere, { recursive: true, force: true });
  });

  it('stops cleanly on Ctrl-C and keeps all data for the next start', async () => {
    const board = async () => (await fetch(`${system.address}/api/v1/boards/overall.json?split=dev`)).json();
    const before = await board();
    expect(before.rows.length).toBeGreaterThan(0);
    expect(await system.interrupt()).toBe(0);
    expect(system.output()).not.toMatch(/error/i);
    await expect(fetch(system.address)).rejects.toThrow();
    system = await startHere(dataDir, port);
    expect(await board()).toEqual(before);
    expect(system.output()).not.toContain('Submitted');
  });
});
