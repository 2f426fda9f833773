import { readEnv } from '#db/env.ts';
import { openServices, type Services } from '#grader/services/services.ts';
import { memoisePromise } from './memoise-promise.ts';

/** A spooled upload that nothing was written to for so long, in ms, is dead: a living one is given up before (site/http). */
const deadSpoolMs = 45_000;
const sweepMs = 15_000;

/** The services of this server process, opened on the first request and kept. A failed opening is tried again. */
export const siteServices = memoisePromise(async () => {
  const services = await openServices(readEnv(), { name: 'site' });
  setInterval(() => void sweepSpool(services), sweepMs).unref();
  await sweepSpool(services);
  return services;
});

/** Removes what uploads of killed processes have left in the spool. */
async function sweepSpool({ store, log }: Services): Promise<void> {
  try {
    const removed = await store.sweep(deadSpoolMs);
    if (removed > 0) log.info({ removed }, 'spooled files of dead uploads were removed');
  } catch (error) {
    log.warn({ error }, 'the spool could not be swept');
  }
}
