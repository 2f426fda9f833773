import { availableParallelism } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { writeMeasurements } from '#grader/reading/measurement-files.ts';
import { readPredictions } from '#grader/reading/read-file.ts';
import { defaultSeed } from '#grader/release/version.ts';
import { assembleReport } from '#grader/scoring/score.ts';
import { openScoringThreads, type ScoringThreads } from '#grader/scoring/threads.ts';
import { failureText } from '#grader/services/error-message.ts';
import type { IssueList } from '#submissions/issue.ts';
import type { ScoreReport } from '#submissions/score-report.ts';
import { openLocalStore } from '#submissions/store.ts';
import { isOurTrouble } from './broken-surroundings.ts';
import { loadTruthCached } from './loaded-truth.ts';

export interface GradeTask {
  dataset: { name: string; version: string; split: string; truthSha256: string };
  truthFile: string;
  /** where packed answers are kept: as secret as the answers */
  truthCache: string;
  /** where measurements are kept: as secret as the answers */
  measurementsDirectory: string;
  storeDirectory: string;
  predictionsSha256: string;
  /** gets the share done, 0…1, now and then */
  progress: MessagePort;
}

export type GradeResult =
  | { kind: 'scored'; report: ScoreReport; replicates: Record<string, Float64Array>; measurementsSha256: string }
  | { kind: 'issues'; list: IssueList }
  /** answers, store or disk are not in order: a value, for an error loses its class on the way between threads */
  | { kind: 'broken'; message: string };

let threads: ScoringThreads | null = null;

/** Runs in a thread of its own, so that arithmetic never starves the queue's lock: file → issues or report. */
export default async function gradeFile(task: GradeTask): Promise<GradeResult> {
  try {
    return await grade(task);
  } catch (error) {
    if (!isOurTrouble(error)) throw error;
    return { kind: 'broken', message: failureText(error) };
  }
}

async function grade(task: GradeTask): Promise<GradeResult> {
  const { dataset, predictionsSha256, measurementsDirectory } = task;
  const { truthSha256 } = dataset;
  const { truth, resampleCounts } = await loadTruthCached({ ...task, truthSha256 });
  threads ??= openScoringThreads(Math.min(availableParallelism(), 8));
  const store = await openLocalStore(task.storeDirectory);
  const read = await readPredictions(threads, () => store.open(predictionsSha256), { truth });
  if (read.kind === 'issues') {
    await store.verify(predictionsSha256); // a damaged file is ours to restore, and no team's to fix
    return read;
  }
  const writing = writeMeasurements(measurementsDirectory, read.measurements, truthSha256);
  writing.catch(() => {}); // thrown below, where it is awaited
  const { slices, replicates } = await threads.score(truth, read.measurements, {
    resampleCounts,
    onProgress: (share) => task.progress.postMessage(share),
  });
  const report = assembleReport({ slices, dataset, predictionsSha256, seed: defaultSeed });
  return { kind: 'scored', report, replicates, measurementsSha256: await writing };
}
