import { setTimeout as wait } from 'node:timers/promises';
import { newId } from '#db/ids.ts';
import { type JobTable, listDueJobs, releaseSilentJobs } from '#db/jobs.ts';
import { removeWorker, reportWorker } from '#db/workers.ts';
import { consumeJobs, type JobQueue, type QueueName } from '#grader/services/queue.ts';
import type { Services } from '#grader/services/services.ts';
import { type Performer, performJob } from './perform.ts';
import { type Surroundings, watchSurroundings } from './surroundings.ts';

/** How often a worker gives a sign of life of its own, looks for what the queue did not bring, and looks at what is broken. */
const roundMs = 2000;

/** One queue with how its jobs are done. */
// biome-ignore lint/suspicious/noExplicitAny: a worker serves jobs of several tables
export interface Served<T extends JobTable = any> {
  name: QueueName;
  queue: JobQueue;
  performer: Performer<T>;
  /** a worker that is silent for so long with a job has died: several heartbeats */
  silentMs: number;
}

export interface WorkerOptions {
  /** which program this is, as health shows it */
  name: string;
  /** tries what the jobs need of ours, and throws with what is broken */
  check: () => Promise<void>;
  stop: AbortSignal;
}

/**
 * Does the jobs of some queues, one of each at a time, until `stop`: then no new one is claimed, and it comes back when
 * those under way are done. Each round releases what dead workers left and enqueues what waits and may be claimed.
 */
export async function serveJobs(services: Services, served: readonly Served[], options: WorkerOptions): Promise<void> {
  const { log } = services;
  const surroundings = watchSurroundings(options.check);
  const reportError = (error: unknown) => log.error({ error }, 'the queue reports an error');
  const id = newId('worker');
  {
    await using consuming = new AsyncDisposableStack();
    for (const { name, performer } of served) {
      const perform = (job: string) =>
        options.stop.aborted ? Promise.resolve() : performJob(services, { performer, id: job, surroundings });
      consuming.use(consumeJobs(services.queueAddress, perform, { name, concurrency: 1, reportError }));
    }
    log.info('the worker is listening');
    await makeRounds(services, { served, surroundings, id, options });
    log.info('stopping: no new job is claimed, those under way are finished');
  }
  await removeWorker(services.db, id).catch((error: unknown) => log.warn({ error }, 'the worker could not sign off'));
}

interface Rounds {
  served: readonly Served[];
  surroundings: Surroundings;
  id: string;
  options: WorkerOptions;
}

async function makeRounds(services: Services, { served, surroundings, id, options }: Rounds): Promise<void> {
  const { db, log } = services;
  const { name, stop } = options;
  /** after an outage everybody's signs of life are old: nobody is called dead until all could give one */
  let soundSince = Number.NEGATIVE_INFINITY;
  const direct: Direct = new Map();
  while (!stop.aborted) {
    try {
      await surroundings.recheck();
      const refusedWrites = surroundings.takeRefusedWrites();
      await reportWorker(db, { id, name, trouble: surroundings.trouble(), refusedWrites });
      for (const each of served) {
        const { performer, silentMs } = each;
        if (performance.now() - soundSince > silentMs) await releaseSilentJobs(db, performer.kind, silentMs);
        if (!surroundings.areSound()) continue;
        await wake(services, direct, { ...each, surroundings });
      }
    } catch (error) {
      soundSince = performance.now();
      log.error({ error }, 'a round failed; the next one tries again');
    }
    await wait(roundMs, undefined, { signal: stop }).catch(() => {}); // ended by `stop`
  }
  await Promise.all(direct.values());
}

/** Jobs that are done without the queue, one of each kind at a time. */
type Direct = Map<QueueName, Promise<void>>;

/**
 * Enqueues what waits and may be claimed. While the queue is away the first of them is done without it: the queue only
 * wakes workers, and its outage delays nothing.
 */
async function wake(
  services: Services,
  direct: Direct,
  served: Served & { surroundings: Surroundings },
): Promise<void> {
  const { name, queue, performer, surroundings } = served;
  if (direct.has(name)) return;
  for (const { id, fence } of await listDueJobs(services.db, performer.kind)) {
    try {
      await queue.enqueue(id, fence);
    } catch (error) {
      services.log.warn({ error, [performer.kind.name]: id }, 'the queue is away: the job is taken from the database');
      const working = performJob(services, { performer, id, surroundings })
        .catch((failed: unknown) => services.log.error({ error: failed }, 'a job without the queue failed'))
        .finally(() => direct.delete(name));
      direct.set(name, working);
      return;
    }
  }
}
