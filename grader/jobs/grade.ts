import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { dataPaths } from '#db/env.ts';
import type { Dataset, Submission } from '#db/schema.ts';
import {
  claimSubmission,
  finishSubmission,
  readSubmission,
  rejectSubmission,
  releaseSubmission,
  reportProgress,
} from '#db/submissions.ts';
import { failureText } from '#grader/services/error-message.ts';
import type { Services } from '#grader/services/services.ts';
import { truthFile } from '#grader/truth/file.ts';
import type { ScoringResult, ScoringTask } from './grade-thread.ts';

/** How often a grader gives a sign of life, in ms. */
const heartbeatMs = 2000;

/** Turns a submission's file into a result; a pool of threads in the worker, anything else in tests. */
export type Scorer = (
  submission: Submission,
  dataset: Dataset,
  onProgress: (share: number) => void,
) => Promise<ScoringResult>;

/** A scorer with `threads` threads. */
export function openScorer({ env }: Pick<Services, 'env'>, threads = 1): AsyncDisposable & { score: Scorer } {
  const filename = new URL('./grade-thread.ts', import.meta.url).href;
  const pool = new Piscina({ filename, minThreads: threads, maxThreads: threads });
  return {
    async score(submission, dataset, onProgress) {
      const { port1, port2 } = new MessageChannel();
      port1.on('message', (share) => onProgress(Number(share)));
      const task: ScoringTask = {
        dataset: { ...pick(dataset) },
        truthFile: truthFile(env.dataDir, env.truthDir, dataset),
        ...secretFolders(env),
        storeDirectory: dataPaths(env.dataDir).store,
        predictionsSha256: submission.predictionsSha256,
        progress: port2,
      };
      try {
        return await pool.run(task, { transferList: [port2] });
      } finally {
        port1.close();
      }
    },
    async [Symbol.asyncDispose]() {
      await pool.destroy();
    },
  };
}

/** Folders beside the sealed answers, for what tells as much as they do. */
export function secretFolders({ truthDir, dataDir }: Services['env']) {
  const beside = truthDir ?? dataPaths(dataDir).truth;
  return { truthCache: path.join(beside, 'cache'), measurementsDirectory: path.join(beside, 'measurements') };
}

function pick({ name, version, split, truthSha256 }: Dataset) {
  return { name, version, split, truthSha256 };
}

/**
 * Grades one submission, if nobody else has it: claim, score, and one of scored, rejected, or released for another try
 * when the machine failed. Never throws for what happens to the submission; throws when the database is away.
 */
export async function gradeSubmission(services: Services, scorer: Scorer, id: string): Promise<void> {
  const claim = await claimSubmission(services.db, id);
  if (!claim) return;
  const log = services.log.child({ submission: id, attempt: claim.attempts });
  const started = performance.now();
  let progress = 0;
  const heartbeat = setInterval(() => {
    reportProgress(services.db, claim, progress).catch((error: unknown) => log.warn({ error }, 'no heartbeat'));
  }, heartbeatMs);
  try {
    const file = await readSubmission(services.db, id);
    if (!file) throw new Error('The submission vanished while it was graded.');
    const result = await scorer(claim, file.dataset, (share) => {
      progress = share;
    });
    const held =
      result.kind === 'issues'
        ? await rejectSubmission(services.db, claim, result.list)
        : await finishSubmission(services.db, claim, result);
    log.info({ result: result.kind, held, ms: Math.round(performance.now() - started) }, 'graded');
  } catch (error) {
    log.error({ error }, 'grading failed on our side');
    await releaseSubmission(services.db, claim, failureText(error));
  } finally {
    clearInterval(heartbeat);
  }
}
