import { readEnv } from '#db/env.ts';
import { openServices } from '#grader/services/services.ts';
import { memoisePromise } from './memoise-promise.ts';

/** The services of this server process, opened on the first request and kept. A failed opening is tried again. */
export const siteServices = memoisePromise(() => openServices(readEnv(), { name: 'site' }));
