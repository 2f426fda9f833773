import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '#db/embedded.ts';
import { dataPaths } from '#db/env.ts';
import { childOf, processesOf } from '../world/processes.ts';
import { type Started, startHere } from '../world/started.ts';

const patience = { timeout: 60_000, interval: 250 };
const programs = { grader: 'worker.ts', site: 'site/http/main.ts', database: 'postgres-guard.mjs' };
let directory: string;
let port: number;
let started: Started;

const isReady = async () => (await fetch(`${started.address}/api/v1/health/ready`).catch(() => null))?.status === 200;

/** The sample file goes through the whole system. */
async function submits(method: string): Promise<void> {
  const body = await readFile(dataPaths(directory).sampleFile);
  const answer = await fetch(`${started.address}/api/v1/submissions?split=dev&method=${method}`, {
    ...{ method: 'POST', body },
    headers: { Authorization: `Bearer ${started.token}`, 'Content-Type': 'application/x-ndjson' },
  });
  expect(answer.status).toBe(201);
  const { id } = await answer.json();
  const status = async () => (await (await fetch(`${started.address}/api/v1/submissions/${id}`)).json()).status;
  await expect.poll(status, patience).toBe('scored');
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'fx-kept-'));
  port = await freePort();
  started = await startHere(directory, port);
}, 240_000);

afterAll(async () => {
  await started?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

it.each(Object.entries(programs))(
  'the %s is killed: it is started again, the others live, and submissions are graded',
  async (name, word) => {
    const find = async () =>
      Object.fromEntries(
        await Promise.all(Object.values(programs).map(async (each) => [each, await childOf(started.pid, each)])),
      );
    await expect.poll(isReady, patience).toBe(true); // what the start has seeded is graded
    const before = await find();
    expect(before[word]).toBeGreaterThan(0);
    process.kill(before[word], 'SIGKILL');
    await expect
      .poll(async () => [null, before[word]].includes(await childOf(started.pid, word)), patience)
      .toBe(false);
    await expect.poll(isReady, patience).toBe(true);
    await submits(`after-${name}`);
    expect({ ...(await find()), [word]: 0 }).toEqual({ ...before, [word]: 0 });
    expect(started.output()).toContain('It is started again');
  },
  120_000,
);

it('the start itself is killed: nothing of it lives on, and the next start takes over with all data', async () => {
  await started.kill();
  started = await startHere(directory, port); // at once: what is left of the first one is still ending
  await expect.poll(isReady, patience).toBe(true);
  await submits('after-everything');
  const board = await (await fetch(`${started.address}/api/v1/boards/overall.json?split=dev`)).text();
  expect(board).toContain('after-grader');
  await started.interrupt();
  await expect.poll(() => processesOf(directory), patience).toEqual([]);
}, 240_000);
