import { type Env, readEnv } from '#db/env.ts';
import type { Site } from './baseline/run/site-client.ts';
import { runPerformer } from './jobs/baseline-run.ts';
import { serveJobs } from './jobs/serve-jobs.ts';
import { openServices } from './services/services.ts';
import { withRunning } from './start/running.ts';
import { stopSignal } from './start/stop-signal.ts';

/** A runner that is silent this long has died; several heartbeats. */
const silentMs = 30_000;

/** A worker on a machine with a GPU, anywhere the database (or Redis) and the site can be reached. */
async function main(): Promise<void> {
  const stop = stopSignal();
  const env = await withRunning(readEnv());
  const site = siteOf(env);
  await using services = await openServices(env, { name: 'gpu-runner' });
  const runs = {
    name: 'baseline' as const,
    queue: services.baselineQueue,
    performer: runPerformer(services, site),
    silentMs,
  };
  await serveJobs(services, [runs], { name: 'gpu-runner', check: () => checkSite(site), stop });
}

/** @throws when the site cannot be reached: images and the door for the file are there */
async function checkSite({ url }: Site): Promise<void> {
  const answer = await fetch(new URL('/api/v1/health', url), { signal: AbortSignal.timeout(10_000) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`The site at ${url} answers ${answer.status}.`);
}

/** @throws with what to set */
function siteOf({ siteUrl, token }: Env): Site {
  if (!siteUrl) throw new Error('FX_URL is not set: the address of the site, as this machine reaches it.');
  if (!token)
    throw new Error('FX_TOKEN is not set: a maintainer’s token. `fx baseline token` prints one where the database is.');
  return { url: siteUrl, token };
}

await main();
process.exit(); // a Redis that is away is tried for ever by connections of BullMQ that nobody can close
