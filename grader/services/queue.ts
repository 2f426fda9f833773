import { setTimeout as wait } from 'node:timers/promises';
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import { grantQueue } from '#db/roles.ts';

/** The only file that imports BullMQ. A job carries the id of a row and nothing else: the row is the truth. */
export type QueueName = 'grading' | 'baseline' | 'comparing';
const queuedJob = z.object({ id: z.string() });

export interface QueueAddress {
  /** Redis, BullMQ's default, when there is one */
  redisUrl: string | null;
  databaseUrl: string;
}

export interface JobQueue extends AsyncDisposable {
  /**
   * Queues a row's id; `fence` makes each try a job of its own, so enqueueing one try twice is harmless.
   * @throws at once, or within seconds, when the queue is away: the row waits for the next sweep
   */
  enqueue(id: string, fence: number): Promise<void>;
}

const schema = 'bullmq';
/** How long a queue may take to answer, and to be closed, in ms: BullMQ itself waits for ever for one that is away. */
const answerMs = 5000;
const closeMs = 2000;
/** A consumer that could not begin tries again after so long, in ms. */
const retryMs = 5000;
const forget = { removeOnComplete: true, removeOnFail: true };

/**
 * Opens a queue; one that is away is opened all the same, for a queue only wakes workers: rows are found by the sweep.
 * @param migrate makes BullMQ's tables when it runs on the database, anew where they are emptied or half there: one process
 * of a system does this, first.
 */
export async function openJobQueue(address: QueueAddress, name: QueueName, migrate = false): Promise<JobQueue> {
  if (migrate && !address.redisUrl) await migrateQueueTables(address);
  const open = new AsyncDisposableStack();
  let opening: ReturnType<typeof openQueue> | null = null;

  async function openQueue() {
    const queue = address.redisUrl
      ? new Queue(name, { connection: onRedis(address.redisUrl, open, { isBlocking: false }) })
      : new Queue(name, { connection: onDatabase(address, false) }, createPostgresBackend);
    queue.on('error', () => {}); // a lost connection heals by itself; enqueue() still throws
    if (!address.redisUrl) await queue.waitUntilReady();
    return queue;
  }

  /** A queue whose tables are not there yet is opened anew with the next job. */
  function opened() {
    const current = opening ?? openQueue();
    opening = current;
    current.catch(() => {
      opening = null;
    });
    return current;
  }

  await opened().catch(() => {}); // thrown again by enqueue()
  return {
    async enqueue(id, fence) {
      const queue = await within(answerMs, opened());
      await within(answerMs, queue.add('row', { id }, { ...forget, jobId: `${id}-${fence}` }));
    },
    async [Symbol.asyncDispose]() {
      const queue = await opening?.catch(() => null);
      if (queue) await within(closeMs, queue.close()).catch(() => {}); // a queue that is away cannot be told
      await open.disposeAsync();
    },
  };
}

/**
 * Calls `perform` for every job, `concurrency` at a time, until disposed (which waits for those under way). `perform`
 * deals with what happens to its row; what it throws all the same goes to `reportError`.
 */
export function consumeJobs(
  address: QueueAddress,
  perform: (id: string) => Promise<void>,
  options: { name: QueueName; concurrency: number; reportError: (error: Error) => void },
): AsyncDisposable {
  const { name, concurrency, reportError } = options;
  const open = new AsyncDisposableStack();
  const stop = new AbortController();
  const underWay = new Set<Promise<void>>();

  /** A job that is brought after the stop is left: its row waits for the sweep. */
  async function work(job: { data: unknown }): Promise<void> {
    if (stop.signal.aborted) return;
    const performing = perform(queuedJob.parse(job.data).id);
    underWay.add(performing);
    try {
      await performing;
    } finally {
      underWay.delete(performing);
    }
  }

  const openWorker = () =>
    address.redisUrl
      ? new Worker(name, work, { concurrency, connection: onRedis(address.redisUrl, open, { isBlocking: true }) })
      : new Worker(name, work, { concurrency, connection: onDatabase(address, false) }, createPostgresBackend);

  /** A worker that could not begin, for its tables are not there, begins anew later. */
  async function listen(): Promise<void> {
    while (!stop.signal.aborted) {
      const worker = openWorker();
      worker.on('error', reportError);
      worker.on('failed', (_job: unknown, error: Error) => reportError(error));
      try {
        await Promise.race([worker.waitUntilReady().then(() => aborted(stop.signal)), aborted(stop.signal)]);
        await Promise.allSettled(underWay);
        await within(closeMs, worker.close()).catch(() => {}); // a queue that is away cannot be told
        return;
      } catch (error) {
        reportError(error instanceof Error ? error : new Error(String(error)));
        await worker.close(true).catch(() => {}); // what is not open cannot be closed
        await wait(retryMs, undefined, { signal: stop.signal }).catch(() => {}); // ended by `stop`
      }
    }
  }

  const listening = listen();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await listening;
      await open.disposeAsync();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function onDatabase(address: QueueAddress, migrate: boolean) {
  return { connectionString: address.databaseUrl, schema, max: 4, migrate };
}

/** A connection that is tried again for ever. One that blocks waits for its answers; another one fails at once while Redis is away. */
function onRedis(url: string, open: AsyncDisposableStack, { isBlocking }: { isBlocking: boolean }): Redis {
  const options: RedisOptions = isBlocking
    ? { maxRetriesPerRequest: null }
    : { maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: 5000 };
  const redis = new Redis(url, { ...options, retryStrategy: (attempt) => Math.min(2000, 100 * attempt) });
  redis.on('error', () => {}); // BullMQ reports it on its own object
  open.defer(() => redis.disconnect());
  return redis;
}

/** Brings BullMQ's tables to its version. They hold nothing that the rows do not say, so broken ones are made anew. */
async function migrateQueueTables(address: QueueAddress): Promise<void> {
  await using database = openDatabase(address.databaseUrl, 1);
  try {
    await tryQueueTables(address);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.emitWarning(`The queue's tables cannot be used and are made anew: ${why}`, { type: 'QueueWarning' });
    await database.sql.unsafe(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await tryQueueTables(address);
  }
  await grantQueue(database.sql, schema);
}

/** Migrates, and sends a job through a queue of its own. @throws when a table, type or function is missing, or is there too early */
async function tryQueueTables(address: QueueAddress): Promise<void> {
  const queue = new Queue('probe', { connection: onDatabase(address, true) }, createPostgresBackend);
  queue.on('error', () => {}); // thrown below
  try {
    await queue.waitUntilReady();
    const probe = await queue.add('probe', {}, forget);
    await queue.getJobCounts();
    await probe.remove();
  } finally {
    await queue.close().catch(() => {}); // what it could not do was thrown above
  }
}

/** What `work` gives. @throws when that takes longer than `ms` */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`The queue gave no answer within ${ms / 1000} s.`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
