import { type RateLimiterAbstract, RateLimiterDrizzle, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimits } from '#db/env.ts';
import { rateLimits as table } from '#db/schema.ts';
import type { Services } from '#grader/services/services.ts';
import { memoisePromise } from './memoise-promise.ts';
import { siteServices } from './services.ts';

export type LimitName = keyof RateLimits;

/** In how many seconds the counting begins anew, and what is said to who has done it too often. */
const limits: Readonly<Record<LimitName, { seconds: number; message: string }>> = {
  signIns: { seconds: 5 * 60, message: 'Too many wrong tokens came from your address.' },
  comparisons: {
    seconds: 60 * 60,
    message: 'Your address has started as many comparisons as it may in an hour; those made already can be read.',
  },
  uploadsDev: {
    seconds: 60 * 60,
    message:
      'Your team has sent as many files for the dev split as it may in an hour. `fx score` scores them on your machine.',
  },
  uploadsTest: {
    seconds: 60 * 60,
    message:
      'Your team has sent as many files for the test split as it may in an hour. Try them on the dev split first.',
  },
  apiReads: { seconds: 60, message: 'Your address has read the API as often as it may in a minute.' },
};

/** Too often: what to say, and when to try again. */
export interface Excess {
  seconds: number;
  message: string;
}

const openLimiters = memoisePromise(async () => {
  const services = await siteServices();
  const names = Object.keys(limits) as LimitName[];
  const limiters = new Map(names.map((name) => [name, openLimiter(services, name)]));
  return { limiters, log: services.log };
});

/** In the database, so that several processes share the count; reads are counted by each for itself, which costs nothing. */
function openLimiter({ db, env }: Services, name: LimitName): RateLimiterAbstract | null {
  const points = env.limits[name];
  if (points === 0) return null;
  const options = { keyPrefix: name, points, duration: limits[name].seconds };
  if (name === 'apiReads') return new RateLimiterMemory(options);
  const clearExpiredByTimeout = name === 'signIns'; // one of them clears the table
  return new RateLimiterDrizzle({ ...options, storeClient: db, schema: table, clearExpiredByTimeout });
}

/** Counts one more of `who`; null when it may be done. Where counting is impossible it may be done, and the log says so. */
export async function countOne(name: LimitName, who: string): Promise<Excess | null> {
  const { limiters, log } = await openLimiters();
  try {
    await limiters.get(name)?.consume(who);
    return null;
  } catch (error) {
    if (error instanceof RateLimiterRes) return excessOf(name, error.msBeforeNext);
    log.warn({ error, limit: name }, 'the rate limits cannot be counted: everybody passes');
    return null;
  }
}

/** Takes one back: it was right after all. */
export async function uncountOne(name: LimitName, who: string): Promise<void> {
  const { limiters, log } = await openLimiters();
  await limiters
    .get(name)
    ?.reward(who)
    .catch((error: unknown) => log.warn({ error, limit: name }, 'the rate limits cannot be counted'));
}

function excessOf(name: LimitName, msBeforeNext: number): Excess {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  const wait = seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return { seconds, message: `${limits[name].message} Try again in ${wait}.` };
}
