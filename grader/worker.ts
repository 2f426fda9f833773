import { listQueuedComparisons, releaseSilentComparisons } from '#db/comparisons.ts';
import { readEnv } from '#db/env.ts';
import { listQueued, releaseSilent } from '#db/submissions.ts';
import { openComparer, performComparison } from './jobs/compare.ts';
import { gradeSubmission, openScorer } from './jobs/grade.ts';
import { consumeJobs } from './services/queue.ts';
import { openServices, type Services } from './services/services.ts';

/** A grader that is silent this long has died; several heartbeats. */
const silentMs = 15_000;
const sweepMs = 3_000;

/** Finds what the queues did not bring: work whose worker died and rows whose job was lost. */
async function sweep(services: Services): Promise<void> {
  await releaseSilent(services.db, silentMs);
  for (const { id, fence } of await listQueued(services.db)) await services.gradingQueue.enqueue(id, fence);
  await releaseSilentComparisons(services.db, silentMs);
  for (const { id, fence } of await listQueuedComparisons(services.db))
    await services.comparingQueue.enqueue(id, fence);
}

async function main(): Promise<void> {
  await using services = await openServices(readEnv(), { name: 'grader' });
  await using scorer = openScorer(services);
  const reportError = (error: unknown) => services.log.error({ error }, 'the queue reports an error');
  await using _queue = consumeJobs(services.queueAddress, (id) => gradeSubmission(services, scorer.score, id), {
    name: 'grading',
    concurrency: 1,
    reportError,
  });
  await using comparer = openComparer(services);
  await using _comparingQueue = consumeJobs(
    services.queueAddress,
    (id) => performComparison(services, comparer.compare, id),
    {
      name: 'comparing',
      concurrency: 1,
      reportError,
    },
  );
  const stop = Promise.withResolvers<void>();
  process.once('SIGTERM', stop.resolve);
  process.once('SIGINT', stop.resolve);
  let isSweeping = false;
  const sweeping = setInterval(async () => {
    if (isSweeping) return;
    isSweeping = true;
    await sweep(services).catch(reportError);
    isSweeping = false;
  }, sweepMs);
  services.log.info('the grader is listening');
  await stop.promise;
  clearInterval(sweeping);
}

await main();
