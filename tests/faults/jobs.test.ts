import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { dataPaths } from '#db/env.ts';
import { readSubmission, submissionChannel } from '#db/submissions.ts';
import { listWorkers } from '#db/workers.ts';
import { secretFolders } from '#grader/jobs/secret-folders.ts';
import { openJobQueue } from '#grader/services/queue.ts';
import { openWorld, type World } from '../world/services.ts';
import { startWorker, submit } from './workers.ts';

const patience = { timeout: 40_000, interval: 100 };
const rowOf = async ({ services }: World, id: string) => (await readSubmission(services.db, id))!.submission;
const statusOf = async (world: World, id: string) => (await rowOf(world, id)).status;
const scoresOf = async ({ services }: World, id: string) =>
  (await services.sql`SELECT count(*)::int AS count FROM scores WHERE submission_id = ${id}`)[0]?.['count'];
const troubleOf = async ({ services }: World) => (await listWorkers(services.db))[0]?.trouble ?? null;
const graded = async (world: World, ids: readonly string[]) => {
  for (const id of ids) await expect.poll(() => statusOf(world, id), patience).toBe('scored');
  for (const id of ids) expect(await scoresOf(world, id)).toBe(1);
};
/** Ends the pause after a setback, so that the test need not wait for it. */
const endPauses = ({ services }: World) =>
  services.sql`UPDATE submissions SET next_try_at = now() WHERE status = 'queued'`;

it('a grader is killed while it grades: another one grades once what it left behind', async () => {
  await using world = await openWorld();
  const id = await submit(world);
  await using doomed = startWorker(world.env);
  const listening = await world.services.sql.listen(submissionChannel, (payload) => {
    if (JSON.parse(payload).status === 'grading') doomed.child.kill('SIGKILL');
  });
  await doomed.ended;
  await listening.unlisten();
  expect(doomed.child.signalCode).toBe('SIGKILL');
  expect(await rowOf(world, id)).toMatchObject({ status: 'grading', attempts: 1 });
  // what waiting would do: its last sign of life grows old
  await world.services.sql`UPDATE submissions SET heartbeat_at = now() - interval '20 seconds' WHERE id = ${id}`;
  await using _first = startWorker(world.env);
  await using _second = startWorker(world.env);
  await graded(world, [id]);
  expect(await rowOf(world, id)).toMatchObject({ attempts: 2, fence: 2 });
});

it('a grader is frozen while it grades and another one finishes: what it writes later is refused, and counted', async () => {
  await using world = await openWorld();
  const { db, sql } = world.services;
  const id = await submit(world);
  await using frozen = startWorker(world.env);
  const stopped = Promise.withResolvers<void>();
  const listening = await sql.listen(submissionChannel, (payload) => {
    if (JSON.parse(payload).status === 'grading') stopped.resolve(void frozen.child.kill('SIGSTOP'));
  });
  await stopped.promise;
  await listening.unlisten();
  expect(await statusOf(world, id)).toBe('grading');
  const [slow] = await listWorkers(db);
  await sql`UPDATE submissions SET heartbeat_at = now() - interval '20 seconds' WHERE id = ${id}`;
  await using _other = startWorker(world.env);
  await graded(world, [id]);
  expect(await rowOf(world, id)).toMatchObject({ attempts: 2, fence: 2 });
  frozen.child.kill('SIGCONT');
  const refused = async () => (await listWorkers(db)).find((each) => each.id === slow?.id)?.refusedWrites;
  await expect.poll(refused, patience).toBeGreaterThanOrEqual(1);
  expect(await scoresOf(world, id)).toBe(1);
  expect(await rowOf(world, id)).toMatchObject({ status: 'scored', fence: 2 });
});

it('what was queued while no grader and no queue was there is graded', async () => {
  await using world = await openWorld();
  const id = await submit(world);
  await world.services.sql.unsafe('DROP SCHEMA bullmq CASCADE');
  await using _queue = await openJobQueue(world.services.queueAddress, 'grading', true);
  await using _grader = startWorker(world.env);
  await graded(world, [id]);
});

it('the answers are away for a while: nothing fails, the grader says what is missing and claims nothing', async () => {
  await using world = await openWorld();
  const truth = path.join(dataPaths(world.env.dataDir).dataset, 'dev.truth.jsonl');
  await rename(truth, `${truth}.away`);
  const ids = [await submit(world), await submit(world), await submit(world)];
  await using _grader = startWorker(world.env);
  await expect.poll(() => troubleOf(world), patience).toContain('dev.truth.jsonl');
  const before = await Promise.all(ids.map((id) => rowOf(world, id)));
  expect(before.map(({ status }) => status)).toEqual(['queued', 'queued', 'queued']);
  expect(before.reduce((sum, { setbacks }) => sum + setbacks, 0)).toBeLessThanOrEqual(2);
  await rename(`${truth}.away`, truth);
  await expect.poll(() => troubleOf(world), patience).toBeNull();
  await endPauses(world);
  await graded(world, ids);
  for (const id of ids) expect(await rowOf(world, id)).toMatchObject({ attempts: 1, failure: null });
});

it('the answers are other ones than registered: nothing is graded by them, and nothing fails', async () => {
  await using world = await openWorld();
  const truth = path.join(dataPaths(world.env.dataDir).dataset, 'dev.truth.jsonl');
  const registered = await readFile(truth);
  await writeFile(truth, `${registered}\n`);
  const id = await submit(world);
  await using _grader = startWorker(world.env);
  await expect.poll(() => troubleOf(world), patience).toContain('SHA-256');
  expect(await rowOf(world, id)).toMatchObject({ status: 'queued', attempts: 0 });
  await writeFile(truth, registered);
  await expect.poll(() => troubleOf(world), patience).toBeNull();
  await endPauses(world);
  await graded(world, [id]);
});

it('the folder of measurements takes no file: nothing fails, and all is graded once it does', async () => {
  await using world = await openWorld();
  const { measurementsDirectory } = secretFolders(world.env);
  await mkdir(path.dirname(measurementsDirectory), { recursive: true });
  await writeFile(measurementsDirectory, 'in the way');
  const ids = [await submit(world), await submit(world)];
  await using _grader = startWorker(world.env);
  await expect.poll(() => troubleOf(world), patience).toMatch(/EEXIST|ENOTDIR/);
  await rm(measurementsDirectory);
  await expect.poll(() => troubleOf(world), patience).toBeNull();
  await endPauses(world);
  await graded(world, ids);
  for (const id of ids) expect(await rowOf(world, id)).toMatchObject({ attempts: 1 });
});

it.each([
  ['altered', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -2), Buffer.from(' }')])],
  ['cut', (bytes: Buffer) => bytes.subarray(0, 60)],
])(
  'a stored file is %s: it is neither scored nor blamed on the team, and graded once it is restored',
  async (_, spoil) => {
    await using world = await openWorld();
    const [id, other] = [await submit(world), await submit(world)];
    const { predictionsSha256 } = await rowOf(world, id);
    const file = path.join(dataPaths(world.env.dataDir).store, predictionsSha256.slice(0, 2), predictionsSha256);
    await cp(file, `${file}.backup`);
    await writeFile(file, spoil(await readFile(file)));
    await using _grader = startWorker(world.env);
    const setBack = async () =>
      (await Promise.all([id, other].map((each) => rowOf(world, each)))).map((row) => row.setbacks);
    await expect.poll(async () => Math.min(...(await setBack())), patience).toBeGreaterThan(0);
    expect(await rowOf(world, id)).toMatchObject({
      attempts: 0,
      issues: null,
      failure: expect.stringContaining('SHA-256'),
    });
    expect(await scoresOf(world, id)).toBe(0);
    await rename(`${file}.backup`, file);
    await endPauses(world);
    await graded(world, [id, other]);
  },
);

it('a grader is asked to stop while it grades: it finishes what it has and claims nothing more', async () => {
  await using world = await openWorld();
  const id = await submit(world);
  await using worker = startWorker(world.env);
  const listening = await world.services.sql.listen(submissionChannel, (payload) => {
    if (JSON.parse(payload).status === 'grading') worker.child.kill('SIGTERM');
  });
  await worker.ended;
  await listening.unlisten();
  expect(worker.child.exitCode).toBe(0);
  expect(await rowOf(world, id)).toMatchObject({ status: 'scored', attempts: 1 });
  expect(await listWorkers(world.services.db)).toEqual([]);
});
