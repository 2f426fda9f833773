import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { z } from 'zod';

/** The only file that knows BullMQ. The queue is a bell: its jobs carry an id and nothing else; the row is the truth. */
export type QueueName = 'grading' | 'baseline' | 'comparing';
const ring = z.object({ id: z.string() });

export interface QueueAddress {
  /** Redis, BullMQ's default, when there is one */
  redisUrl: string | null;
  databaseUrl: string;
}

export interface Bell extends AsyncDisposable {
  /** Rings for a row; `fence` makes each try a job of its own, so ringing twice for one try is harmless. */
  ring(id: string, fence: number): Promise<void>;
}

/** @param migrate makes BullMQ's tables when it runs on the database: one process of a system does this, first. */
export async function openBell(address: QueueAddress, name: QueueName, migrate = false): Promise<Bell> {
  const queue = address.redisUrl
    ? new Queue(name, { connection: { url: address.redisUrl } })
    : new Queue(name, { connection: onDatabase(address, migrate) }, createPostgresBackend);
  queue.on('error', () => {}); // a lost connection heals by itself, a lost ring is found by the sweep; ring() still throws
  await queue.waitUntilReady();
  return {
    async ring(id, fence) {
      const forget = { removeOnComplete: true, removeOnFail: true };
      await queue.add('ring', { id }, { ...forget, jobId: `${id}-${fence}` });
    },
    async [Symbol.asyncDispose]() {
      await queue.close();
    },
  };
}

/**
 * Calls `answer` for every ring, `concurrency` at a time, until disposed (which waits for those under way). `answer`
 * deals with what happens to its row; what it throws all the same is told to `complain`.
 */
export function answerBell(
  address: QueueAddress,
  answer: (id: string) => Promise<void>,
  options: { name: QueueName; concurrency: number; complain: (error: Error) => void },
): AsyncDisposable {
  const { name, concurrency } = options;
  const work = (job: { data: unknown }) => answer(ring.parse(job.data).id);
  const worker = address.redisUrl
    ? new Worker(name, work, { concurrency, connection: { url: address.redisUrl, maxRetriesPerRequest: null } })
    : new Worker(name, work, { concurrency, connection: onDatabase(address, false) }, createPostgresBackend);
  worker.on('error', options.complain);
  worker.on('failed', (_job: unknown, error: Error) => options.complain(error));
  return {
    async [Symbol.asyncDispose]() {
      await worker.close();
    },
  };
}

function onDatabase(address: QueueAddress, migrate: boolean) {
  return { connectionString: address.databaseUrl, schema: 'bullmq', max: 4, migrate };
}
