import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '#db/embedded.ts';
import { readSubmission } from '#db/submissions.ts';
import { consumeJobs, openJobQueue, type QueueAddress } from '#grader/services/queue.ts';
import { openServices } from '#grader/services/services.ts';
import { freshDatabase } from '../world/database.ts';
import { hasRedis, type RedisServer, startRedis } from '../world/redis.ts';
import { openWorld, type World } from '../world/services.ts';
import { startWorker, submit } from './workers.ts';

if (!hasRedis) console.log('SKIPPED: the queue on Redis was NOT tested: there is no redis-server on this machine.');
const backends = ['PostgreSQL', 'Redis'] as const;
const patience = { timeout: 60_000, interval: 100 };

describe.each(backends)('the queue on %s', (backend) => {
  const isSkipped = backend === 'Redis' && !hasRedis;
  let redis: RedisServer | null = null;
  beforeAll(async () => {
    if (backend === 'Redis' && hasRedis) redis = await startRedis();
  });
  afterAll(() => redis?.[Symbol.asyncDispose]());

  const newAddress = async (): Promise<QueueAddress> => {
    await redis?.wipe();
    return { redisUrl: redis?.url ?? null, databaseUrl: await freshDatabase() };
  };
  const consume = (address: QueueAddress, perform: (id: string) => Promise<void>) =>
    consumeJobs(address, perform, { name: 'grading', concurrency: 1, reportError: () => {} });

  it.skipIf(isSkipped)('brings each job to one consumer, however often one try is enqueued', async () => {
    const address = await newAddress();
    await using queue = await openJobQueue(address, 'grading', true);
    for (const fence of [0, 0, 0]) await queue.enqueue('s1', fence);
    await queue.enqueue('s2', 0);
    const brought: string[] = [];
    const perform = async (id: string) => void brought.push(id);
    await using _one = consume(address, perform);
    await using _two = consume(address, perform);
    await expect.poll(() => brought.toSorted(), patience).toEqual(['s1', 's2']);
    await queue.enqueue('s1', 1);
    await queue.enqueue('s1', 0); // the first try again, after it was done: the sweep may do this
    await expect.poll(() => brought.toSorted(), patience).toEqual(['s1', 's1', 's1', 's2']);
  });

  it.skipIf(isSkipped)('keeps its kinds of work apart', async () => {
    const address = await newAddress();
    await using grading = await openJobQueue(address, 'grading', true);
    await using comparing = await openJobQueue(address, 'comparing');
    const brought: string[] = [];
    await comparing.enqueue('c1', 0);
    await using _grading = consume(address, async (id) => void brought.push(id));
    await grading.enqueue('s1', 0);
    await expect.poll(() => brought, patience).toEqual(['s1']);
  });

  it.skipIf(isSkipped)('waits for the job under way when it is closed', async () => {
    const address = await newAddress();
    await using queue = await openJobQueue(address, 'grading', true);
    const begun = Promise.withResolvers<void>();
    let isDone = false;
    const consuming = consume(address, async () => {
      begun.resolve();
      await wait(500);
      isDone = true;
    });
    await queue.enqueue('s1', 0);
    await begun.promise;
    await consuming[Symbol.asyncDispose]();
    expect(isDone).toBe(true);
  });

  it.skipIf(isSkipped)('goes on after a job that throws', async () => {
    const address = await newAddress();
    await using queue = await openJobQueue(address, 'grading', true);
    const brought: string[] = [];
    const errors: string[] = [];
    const perform = async (id: string) => {
      if (id === 's1') throw new Error('the database is away');
      brought.push(id);
    };
    const reportError = (error: Error) => void errors.push(error.message);
    await using _consuming = consumeJobs(address, perform, { name: 'grading', concurrency: 1, reportError });
    await queue.enqueue('s1', 0);
    await queue.enqueue('s2', 0);
    await expect.poll(() => brought, patience).toEqual(['s2']);
    expect(errors).toContain('the database is away');
  });

  describe.skipIf(isSkipped)('with a grader', () => {
    const openOn = async (): Promise<World> => {
      const world = await openWorld();
      await redis?.wipe();
      return { ...world, env: { ...world.env, redisUrl: redis?.url ?? null } };
    };
    const statusOf = async ({ services }: World, id: string) =>
      (await readSubmission(services.db, id))!.submission.status;
    const graded = async (world: World, ids: readonly string[]) => {
      for (const id of ids) await expect.poll(() => statusOf(world, id), patience).toBe('scored');
    };

    it('grades what was enqueued before the queue was emptied', async () => {
      await using world = await openOn();
      await using services = await openServices(world.env, { name: 'test', migrate: true });
      const ids = [await submit({ ...world, services }), await submit({ ...world, services })];
      if (redis) await redis.wipe();
      else await world.services.sql.unsafe('TRUNCATE bullmq.job CASCADE');
      await using _grader = startWorker(world.env);
      await graded(world, ids);
    });

    it('grades while the queue is away, takes uploads in, and goes on with it when it is back', async () => {
      await using world = await openOn();
      await using services = await openServices(world.env, { name: 'test', migrate: true });
      await using grader = startWorker(world.env);
      await graded(world, [await submit({ ...world, services })]);
      if (redis) await redis.kill();
      else await world.services.sql.unsafe('ALTER SCHEMA bullmq RENAME TO away');
      const away = [await submit({ ...world, services }), await submit({ ...world, services })];
      await graded(world, away);
      expect(grader.log()).toContain('the queue is away');
      if (redis) await redis.start();
      else await world.services.sql.unsafe('ALTER SCHEMA away RENAME TO bullmq');
      await graded(world, [await submit({ ...world, services })]);
      expect(grader.child.exitCode).toBeNull();
    });
  });

  it.skipIf(backend === 'Redis' && !hasRedis)(
    'opens although the queue is away, for rows are found by the sweep',
    async () => {
      if (!redis) return; // PostgreSQL's is where the rows are
      await redis.kill();
      const address = { redisUrl: redis.url, databaseUrl: await freshDatabase() };
      await using queue = await openJobQueue(address, 'grading', true);
      const started = performance.now();
      await expect(queue.enqueue('s1', 0)).rejects.toThrow();
      expect(performance.now() - started).toBeLessThan(8000);
      await redis.start();
    },
  );
});

describe('tables of the queue that are not whole', () => {
  it.each([
    ['a table is gone', 'DROP TABLE bullmq.job CASCADE'],
    [
      'all tables are gone, their types are left',
      "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'bullmq' LOOP EXECUTE format('DROP TABLE bullmq.%I CASCADE', t); END LOOP; END $$",
    ],
    [
      'all tables are empty',
      "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'bullmq' LOOP EXECUTE format('TRUNCATE bullmq.%I CASCADE', t); END LOOP; END $$",
    ],
    [
      'the functions are gone',
      "DO $$ DECLARE f text; BEGIN FOR f IN SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'bullmq'::regnamespace LOOP EXECUTE 'DROP FUNCTION IF EXISTS ' || f || ' CASCADE'; END LOOP; END $$",
    ],
    ['the schema is gone', 'DROP SCHEMA bullmq CASCADE'],
  ])('%s: the next start mends them, and work goes on', async (_, spoil) => {
    await using world = await openWorld();
    const id = await submit(world);
    await world.services.sql.unsafe(spoil);
    await using services = await openServices(world.env, { name: 'test', migrate: true });
    await using _grader = startWorker(world.env);
    const statusOf = async (of: string) => (await readSubmission(services.db, of))!.submission.status;
    await expect.poll(() => statusOf(id), patience).toBe('scored');
    const next = await submit({ ...world, services });
    await expect.poll(() => statusOf(next), patience).toBe('scored');
  });
});

it('a grader that finds no tables of the queue lives, and grades all the same', async () => {
  await using world = await openWorld();
  const id = await submit(world);
  await world.services.sql.unsafe('DROP SCHEMA bullmq CASCADE');
  await using grader = startWorker(world.env);
  await expect
    .poll(async () => (await readSubmission(world.services.db, id))!.submission.status, patience)
    .toBe('scored');
  expect(grader.child.exitCode).toBeNull();
});

it('a grader whose Redis never was there grades, and ends when it is asked to', async () => {
  await using world = await openWorld();
  const redisUrl = `redis://127.0.0.1:${await freePort()}`;
  const id = await submit(world);
  await using grader = startWorker({ ...world.env, redisUrl });
  await expect
    .poll(async () => (await readSubmission(world.services.db, id))!.submission.status, patience)
    .toBe('scored');
  const asked = performance.now();
  grader.child.kill('SIGTERM');
  await grader.ended;
  expect([grader.child.exitCode, grader.child.signalCode]).toEqual([0, null]);
  expect(performance.now() - asked).toBeLessThan(10_000);
});
