import { Piscina } from 'piscina';
import {
  type ComparedScore,
  claimComparison,
  finishComparison,
  readComparedScores,
  releaseComparison,
  reportComparison,
  setMeasurements,
} from '#db/comparisons.ts';
import { dataPaths } from '#db/env.ts';
import { failureText } from '#grader/services/error-message.ts';
import type { Services } from '#grader/services/services.ts';
import { truthFile } from '#grader/truth/file.ts';
import type { Compared, ComparingTask } from './compare-thread.ts';
import { secretFolders } from './grade.ts';

/** How often a grader gives a sign of life, in ms. */
const heartbeatMs = 2000;

/** Compares two scores; a pool of threads in the worker, anything else in tests. */
export type Comparer = (a: ComparedScore, b: ComparedScore) => Promise<Compared>;

/** A comparer with one thread, which remembers what it prepared last. */
export function openComparer({ env }: Pick<Services, 'env'>): AsyncDisposable & { compare: Comparer } {
  const filename = new URL('./compare-thread.ts', import.meta.url).href;
  const pool = new Piscina({ filename, minThreads: 0, maxThreads: 1, idleTimeout: 60_000 });
  return {
    async compare(a, b) {
      const { dataset } = a;
      const task: ComparingTask = {
        truthFile: truthFile(env.dataDir, env.truthDir, dataset),
        truthSha256: a.score.truthSha256,
        ...secretFolders(env),
        storeDirectory: dataPaths(env.dataDir).store,
        isPublic: dataset.split !== 'test',
        sides: [sideOf(a), sideOf(b)],
      };
      return await pool.run(task);
    },
    async [Symbol.asyncDispose]() {
      await pool.destroy();
    },
  };
}

function sideOf({ score, predictionsSha256 }: ComparedScore): ComparingTask['sides'][0] {
  const { measurementsSha256, graderVersion } = score;
  return { measurementsSha256, graderVersion, predictionsSha256 };
}

/**
 * Makes one comparison, if nobody else has it: claim, compare, and done or released for another try when the machine
 * failed. Never throws for what happens to the comparison; throws when the database is away.
 */
export async function performComparison(services: Services, compare: Comparer, id: string): Promise<void> {
  const { db } = services;
  const claim = await claimComparison(db, id);
  if (!claim) return;
  const log = services.log.child({ comparison: id, attempt: claim.attempts });
  const started = performance.now();
  const heartbeat = setInterval(() => {
    reportComparison(db, claim).catch((error: unknown) => log.warn({ error }, 'no heartbeat'));
  }, heartbeatMs);
  try {
    const [a, b] = await readComparedScores(db, claim);
    if (a.dataset.id !== b.dataset.id || a.score.truthSha256 !== b.score.truthSha256) {
      throw new Error('The two were graded on different splits or answers.');
    }
    const { result, measurementsSha256 } = await compare(a, b);
    for (const [k, { score }] of [a, b].entries()) {
      if (score.measurementsSha256 !== measurementsSha256[k])
        await setMeasurements(db, score.id, measurementsSha256[k]!);
    }
    const held = await finishComparison(db, claim, result);
    log.info({ held, ms: Math.round(performance.now() - started) }, 'compared');
  } catch (error) {
    log.error({ error }, 'comparing failed on our side');
    await releaseComparison(db, claim, failureText(error));
  } finally {
    clearInterval(heartbeat);
  }
}
