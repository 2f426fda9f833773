import { setTimeout as wait } from 'node:timers/promises';
import type { Child } from './children.ts';

/** A process that is started again whenever it ends, until this is disposed. */
export interface Kept extends AsyncDisposable {
  /** rejects with a sentence when it ends again and again: then it is not started any more */
  broken: Promise<never>;
}

export interface KeepOptions {
  name: string;
  say: (text: string) => void;
  /** so many ends, each within `soonMs` of the start before, are a crash loop */
  mostEnds?: number;
  soonMs?: number;
  /** the first pause; it doubles with each end */
  pauseMs?: number;
}

type KeepStart = () => Child | Promise<Child>;

const longestPauseMs = 10_000;

/** Keeps a process running. @param running the one that runs already  @param start starts the next one */
export function keepRunning(running: Child, start: KeepStart, options: KeepOptions): Kept {
  const { name, say, mostEnds = 5, soonMs = 30_000, pauseMs = 500 } = options;
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {}); // whoever waits for it gets it
  const stop = new AbortController();
  let child = running;

  async function keep(): Promise<void> {
    for (let ends = 0; ; ) {
      const started = performance.now();
      const reason = await child.ended;
      if (stop.signal.aborted) return;
      ends = performance.now() - started < soonMs ? ends + 1 : 1;
      if (ends >= mostEnds) {
        throw new Error(
          `${name} ended ${ends} times in a row soon after its start; last: ${reason}. Its output is above.`,
        );
      }
      const pause = Math.min(longestPauseMs, pauseMs * 2 ** (ends - 1));
      say(`${reason}. It is started again in ${pause / 1000} s.`);
      await wait(pause, undefined, { signal: stop.signal }).catch(() => {}); // ended by `stop`
      if (stop.signal.aborted) return;
      child = await startOrEnded(start);
      if (stop.signal.aborted) await child[Symbol.asyncDispose]();
    }
  }

  const keeping = keep().catch(broken.reject);
  return {
    broken: broken.promise,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await child[Symbol.asyncDispose]();
      await keeping;
    },
  };
}

/** A process that cannot be started counts as one that ended at once. */
async function startOrEnded(start: KeepStart): Promise<Child> {
  try {
    return await start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { pid: undefined, ended: Promise.resolve(reason), [Symbol.asyncDispose]: async () => {} };
  }
}
