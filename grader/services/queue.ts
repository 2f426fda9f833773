import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { z } from 'zod';

/** The only file that imports BullMQ. A job carries the id of a row and nothing else: the row is the truth. */
export type QueueName = 'grading' | 'baseline' | 'comparing';
const queuedJob = z.object({ id: z.string() });

export interface QueueAddress {
  /** Redis, BullMQ's default, when there is one */
  redisUrl: string | null;
  databaseUrl: string;
}

export interface JobQueue extends AsyncDisposable {
  /** Queues a row's id; `fence` makes each try a job of its own, so enqueueing one try twice is harmless. */
  enqueue(id: string, fence: number): Promise<void>;
}

/** @param migrate makes BullMQ's tables when it runs on the database: one process of a system does this, first. */
export async function openJobQueue(address: QueueAddress, name: QueueName, migrate = false): Promise<JobQueue> {
  const queue = address.redisUrl
    ? new Queue(name, { connection: { url: address.redisUrl } })
    : new Queue(name, { connection: onDatabase(address, migrate) }, createPostgresBackend);
  queue.on('error', () => {}); // a lost connection heals by itself, a lost job is found by the sweep; enqueue() still throws
  await queue.waitUntilReady();
  return {
    async enqueue(id, fence) {
      const forget = { removeOnComplete: true, removeOnFail: true };
      await queue.add('row', { id }, { ...forget, jobId: `${id}-${fence}` });
    },
    async [Symbol.asyncDispose]() {
      await queue.close();
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
  const { name, concurrency } = options;
  const work = (job: { data: unknown }) => perform(queuedJob.parse(job.data).id);
  const worker = address.redisUrl
    ? new Worker(name, work, { concurrency, connection: { url: address.redisUrl, maxRetriesPerRequest: null } })
    : new Worker(name, work, { concurrency, connection: onDatabase(address, false) }, createPostgresBackend);
  worker.on('error', options.reportError);
  worker.on('failed', (_job: unknown, error: Error) => options.reportError(error));
  return {
    async [Symbol.asyncDispose]() {
      await worker.close();
    },
  };
}

function onDatabase(address: QueueAddress, migrate: boolean) {
  return { connectionString: address.databaseUrl, schema: 'bullmq', max: 4, migrate };
}
