import { listQueuedRuns, releaseSilentRuns } from '#db/baselines.ts';
import { type Env, readEnv } from '#db/env.ts';
import type { Site } from './baseline/run/site-client.ts';
import { performRun } from './jobs/baseline-run.ts';
import { consumeJobs } from './services/queue.ts';
import { openServices, type Services } from './services/services.ts';
import { withRunning } from './start/running.ts';

/** A runner that is silent this long has died; several heartbeats. */
const silentMs = 30_000;
const sweepMs = 5_000;

/** A worker on a machine with a GPU, anywhere the database (or Redis) and the site can be reached. */
async function main(): Promise<void> {
  const env = await withRunning(readEnv());
  const site = siteOf(env);
  await using services = await openServices(env, { name: 'gpu-runner' });
  const reportError = (error: unknown) => services.log.error({ error }, 'the queue reports an error');
  await using _queue = consumeJobs(services.queueAddress, (id) => performRun(services, site, id), {
    ...{ name: 'baseline' as const, concurrency: 1, reportError },
  });
  const stop = Promise.withResolvers<void>();
  process.once('SIGTERM', stop.resolve);
  process.once('SIGINT', stop.resolve);
  const sweeping = setInterval(() => void sweep(services).catch(reportError), sweepMs);
  services.log.info('the runner is listening');
  await stop.promise;
  clearInterval(sweeping);
}

/** What the queue did not bring: runs whose runner died and rows whose job was lost. */
async function sweep(services: Services): Promise<void> {
  await releaseSilentRuns(services.db, silentMs);
  for (const { id, fence } of await listQueuedRuns(services.db)) await services.baselineQueue.enqueue(id, fence);
}

/** @throws with what to set */
function siteOf({ siteUrl, token }: Env): Site {
  if (!siteUrl) throw new Error('FX_URL is not set: the address of the site, as this machine reaches it.');
  if (!token)
    throw new Error('FX_TOKEN is not set: a maintainer’s token. `fx baseline token` prints one where the database is.');
  return { url: siteUrl, token };
}

await main();
