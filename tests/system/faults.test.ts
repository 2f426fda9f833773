import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { readSubmission, submissionChannel } from '#db/submissions.ts';
import { createTeam } from '#db/teams.ts';
import { receiveSubmission } from '#grader/intake/receive.ts';
import { openJobQueue } from '#grader/services/queue.ts';
import { startChild } from '#grader/start/children.ts';
import { workerProgram } from '#grader/start/programs.ts';
import { goodLines, openWorld, type World } from '../world/services.ts';

const submit = async ({ services, dev }: World) => {
  const { team } = await createTeam(services.db, 'Test team');
  async function* body() {
    yield new TextEncoder().encode(goodLines);
  }
  const result = await receiveSubmission(services, { team, dataset: dev, method: 'm', link: null, body: body() });
  if (result.kind !== 'accepted') throw new Error('The good file was refused.');
  return result.submission.id;
};
const grader = (world: World) => startChild(workerProgram(process.cwd(), world.env));

it('grades once what a grader left behind that was killed while it graded', async () => {
  await using world = await openWorld();
  const { db, sql } = world.services;
  const id = await submit(world);
  const { arguments: program, env } = workerProgram(process.cwd(), world.env);
  const doomed = spawn(process.execPath, program, { env: { ...env }, stdio: 'inherit' });
  const killed = new Promise((resolve) => doomed.once('exit', resolve));
  const listening = await sql.listen(submissionChannel, (payload) => {
    if (JSON.parse(payload).status === 'grading') doomed.kill('SIGKILL');
  });
  await killed;
  await listening.unlisten();
  expect(doomed.signalCode).toBe('SIGKILL');
  expect((await readSubmission(db, id))?.submission).toMatchObject({ status: 'grading', attempts: 1 });
  // what waiting would do: its last sign of life grows old
  await sql`UPDATE submissions SET heartbeat_at = now() - interval '20 seconds' WHERE id = ${id}`;
  await using _first = grader(world);
  await using _second = grader(world);
  await expect.poll(async () => (await readSubmission(db, id))?.submission.status, { timeout: 30_000 }).toBe('scored');
  expect((await readSubmission(db, id))?.submission).toMatchObject({ attempts: 2, fence: 2 });
  expect(await sql`SELECT count(*)::int AS scores FROM scores WHERE submission_id = ${id}`).toEqual([{ scores: 1 }]);
});

it('grades what was queued while no grader and no queue was there', async () => {
  await using world = await openWorld();
  const { db, sql } = world.services;
  const id = await submit(world);
  await sql.unsafe('DROP SCHEMA bullmq CASCADE');
  await using _queue = await openJobQueue(world.services.queueAddress, 'grading', true);
  await using _grader = grader(world);
  await expect.poll(async () => (await readSubmission(db, id))?.submission.status, { timeout: 30_000 }).toBe('scored');
});

it('fails a submission whose answers are missing after three tries, and keeps its file', async () => {
  await using world = await openWorld();
  const { db, sql, store } = world.services;
  await sql`UPDATE datasets SET truth_sha256 = ${'0'.repeat(64)} WHERE id = ${world.dev.id}`;
  const id = await submit(world);
  await using _grader = startChild({ ...workerProgram(process.cwd(), { ...world.env, logLevel: 'silent' }) });
  await expect.poll(async () => (await readSubmission(db, id))?.submission.status, { timeout: 30_000 }).toBe('failed');
  const { submission } = (await readSubmission(db, id))!;
  expect(submission).toMatchObject({ attempts: 3 });
  expect(submission.failure).toContain('SHA-256');
  expect((await Array.fromAsync(await store.open(submission.predictionsSha256))).length).toBeGreaterThan(0);
});
