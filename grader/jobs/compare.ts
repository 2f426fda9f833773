import { Piscina } from 'piscina';
import {
  type ComparedScore,
  comparisonJobs,
  finishComparison,
  readComparedScores,
  setMeasurements,
} from '#db/comparisons.ts';
import { dataPaths } from '#db/env.ts';
import type { comparisons } from '#db/schema.ts';
import type { Services } from '#grader/services/services.ts';
import { truthFile } from '#grader/truth/file.ts';
import { BrokenSurroundings } from './broken-surroundings.ts';
import type { Compared, CompareResult, CompareTask } from './compare-thread.ts';
import type { Performer } from './perform.ts';
import { secretFolders } from './secret-folders.ts';

/** Compares two scores; a pool of threads in the worker, anything else in tests. */
export type Comparer = (a: ComparedScore, b: ComparedScore, signal?: AbortSignal) => Promise<Compared>;

/**
 * A comparer with one thread, which keeps what it prepared last. It throws {@link BrokenSurroundings} where answers, store
 * or disk are not in order.
 */
export function openComparer({ env }: Pick<Services, 'env'>): AsyncDisposable & { compare: Comparer } {
  const filename = new URL('./compare-thread.ts', import.meta.url).href;
  const pool = new Piscina({ filename, minThreads: 0, maxThreads: 1, idleTimeout: 60_000 });
  return {
    async compare(a, b, signal) {
      const { dataset } = a;
      const task: CompareTask = {
        truthFile: truthFile(env.dataDir, env.truthDir, dataset),
        truthSha256: a.score.truthSha256,
        ...secretFolders(env),
        storeDirectory: dataPaths(env.dataDir).store,
        isPublic: dataset.split !== 'test',
        sides: [sideOf(a), sideOf(b)],
      };
      const result: CompareResult = await pool.run(task, { signal: signal ?? null });
      if (result.kind === 'broken') throw new BrokenSurroundings(result.message);
      return result;
    },
    async [Symbol.asyncDispose]() {
      await pool.destroy();
    },
  };
}

function sideOf({ score, predictionsSha256 }: ComparedScore): CompareTask['sides'][0] {
  const { measurementsSha256, graderVersion } = score;
  return { measurementsSha256, graderVersion, predictionsSha256 };
}

/** The comparing of two scores of one split and one grader. */
export function comparingPerformer({ db }: Services, compare: Comparer): Performer<typeof comparisons> {
  return {
    kind: comparisonJobs,
    async work(row, { signal }) {
      const [a, b] = await readComparedScores(db, row);
      if (a.dataset.id !== b.dataset.id || a.score.truthSha256 !== b.score.truthSha256) {
        throw new Error('The two were graded on different splits or answers.');
      }
      const { result, measurementsSha256 } = await compare(a, b, signal);
      for (const [k, { score }] of [a, b].entries()) {
        if (score.measurementsSha256 !== measurementsSha256[k])
          await setMeasurements(db, score.id, measurementsSha256[k]!);
      }
      return (to, claim) => finishComparison(to, claim, result);
    },
  };
}
