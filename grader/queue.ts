import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { z } from 'zod';

/** The only file that knows BullMQ. The queue is a bell: its jobs carry an id and nothing else; the row is the truth. */
const queueName = 'grading';
const ring = z.object({ submissionId: z.string() });

export interface QueueAddress {
  /** Redis, BullMQ's default, when there is one */
  redisUrl: string | null;
  databaseUrl: string;
}

export interface Bell extends AsyncDisposable {
  /** Rings for a submission; `fence` makes each try a job of its own, so ringing twice for one try is harmless. */
  ring(submissionId: string, fence: number): Promise<void>;
}

/** @param migrate makes BullMQ's tables when it runs on the database: one process of a system does this, first. */
export async function openBell(address: QueueAddress, migrate = false): Promise<Bell> {
  const queue = address.redisUrl
    ? new Queue(queueName, { connection: { url: address.redisUrl } })
    : new Queue(queueName, { connection: onDatabase(address, migrate) }, createPostgresBackend);
  queue.on('error', () => {}); // a lost connection heals by itself, a lost ring is found by the sweep; ring() still throws
  await queue.waitUntilReady();
  return {
    async ring(submissionId, fence) {
      const forget = { removeOnComplete: true, removeOnFail: true };
      await queue.add('grade', { submissionId }, { ...forget, jobId: `${submissionId}-${fence}` });
    },
    async [Symbol.asyncDispose]() {
      await queue.close();
    },
  };
}

/**
 * Calls `answer` for every ring, `concurrency` at a time, until disposed (which waits for those under way). `answer`
 * deals with what happens to a submission; what it throws all the same is told to `complain`.
 */
export function answerBell(
  address: QueueAddress,
  answer: (submissionId: string) => Promise<void>,
  options: { concurrency: number; complain: (error: Error) => void },
): AsyncDisposable {
  const { concurrency } = options;
  const work = (job: { data: unknown }) => answer(ring.parse(job.data).submissionId);
  const worker = address.redisUrl
    ? new Worker(queueName, work, { concurrency, connection: { url: address.redisUrl, maxRetriesPerRequest: null } })
    : new Worker(queueName, work, { concurrency, connection: onDatabase(address, false) }, createPostgresBackend);
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
