import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { dataPaths } from '#db/env.ts';
import type { Dataset, Submission, submissions } from '#db/schema.ts';
import { finishSubmission, gradingJobs, readSubmission, rejectSubmission } from '#db/submissions.ts';
import type { Services } from '#grader/services/services.ts';
import { truthFile } from '#grader/truth/file.ts';
import { BrokenSurroundings } from './broken-surroundings.ts';
import type { GradeResult, GradeTask } from './grade-thread.ts';
import type { Performer } from './perform.ts';
import { secretFolders } from './secret-folders.ts';

/** Turns a submission's file into a result; a pool of threads in the worker, anything else in tests. */
export type Scorer = (
  submission: Submission,
  dataset: Dataset,
  options?: { onProgress?: (share: number) => void; signal?: AbortSignal },
) => Promise<Exclude<GradeResult, { kind: 'broken' }>>;

/** A scorer with `threads` threads. It throws {@link BrokenSurroundings} where answers, store or disk are not in order. */
export function openScorer({ env }: Pick<Services, 'env'>, threads = 1): AsyncDisposable & { score: Scorer } {
  const filename = new URL('./grade-thread.ts', import.meta.url).href;
  const pool = new Piscina({ filename, minThreads: threads, maxThreads: threads });
  return {
    async score(submission, dataset, { onProgress = () => {}, signal } = {}) {
      const { port1, port2 } = new MessageChannel();
      port1.on('message', (share) => onProgress(Number(share)));
      const task: GradeTask = {
        dataset: identityOf(dataset),
        truthFile: truthFile(env.dataDir, env.truthDir, dataset),
        ...secretFolders(env),
        storeDirectory: dataPaths(env.dataDir).store,
        predictionsSha256: submission.predictionsSha256,
        progress: port2,
      };
      try {
        const result: GradeResult = await pool.run(task, { transferList: [port2], signal: signal ?? null });
        if (result.kind === 'broken') throw new BrokenSurroundings(result.message);
        return result;
      } finally {
        port1.close();
      }
    },
    async [Symbol.asyncDispose]() {
      await pool.destroy();
    },
  };
}

function identityOf({ name, version, split, truthSha256 }: Dataset): GradeTask['dataset'] {
  return { name, version, split, truthSha256 };
}

/** The grading of submissions: scored, or rejected with what the team must fix. */
export function gradingPerformer(services: Services, scorer: Scorer): Performer<typeof submissions> {
  return {
    kind: gradingJobs,
    atClaim: { progress: 0 },
    async work(submission, { signal, report }) {
      const file = await readSubmission(services.db, submission.id);
      if (!file) throw new Error('The submission vanished while it was graded.');
      const onProgress = (progress: number) => report({ progress });
      const result = await scorer(submission, file.dataset, { signal, onProgress });
      return result.kind === 'issues'
        ? (db, claim) => rejectSubmission(db, claim, result.list)
        : (db, claim) => finishSubmission(db, claim, result);
    },
  };
}
