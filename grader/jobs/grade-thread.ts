import { availableParallelism } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { writeMeasurements } from '#grader/reading/measurement-files.ts';
import { readPredictions } from '#grader/reading/read-file.ts';
import { defaultSeed } from '#grader/release/version.ts';
import { assembleReport } from '#grader/scoring/score.ts';
import { openScoringThreads, type ScoringThreads } from '#grader/scoring/threads.ts';
import type { IssueList } from '#submissions/issue.ts';
import type { ScoreReport } from '#submissions/score-report.ts';
import { openLocalStore } from '#submissions/store.ts';
import { loadTruthCached } from './loaded-truth.ts';

export interface ScoringTask {
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

export type ScoringResult =
  | { kind: 'scored'; report: ScoreReport; replicates: Record<string, Float64Array>; measurementsSha256: string }
  | { kind: 'issues'; list: IssueList };

let threads: ScoringThreads | null = null;

/** Runs in a thread of its own, so that arithmetic never starves the queue's lock: file → issues or report. */
export default async function scoreSubmission(task: ScoringTask): Promise<ScoringResult> {
  const { truthSha256 } = task.dataset;
  const { truth, resampleCounts } = await loadTruthCached({ ...task, truthSha256 });
  threads ??= openScoringThreads(Math.min(availableParallelism(), 8));
  const store = await openLocalStore(task.storeDirectory);
  const read = await readPredictions(threads, () => store.open(task.predictionsSha256), { truth });
  if (read.kind === 'issues') return read;
  const { dataset, predictionsSha256, measurementsDirectory } = task;
  const keeping = writeMeasurements(measurementsDirectory, read.measurements, truthSha256);
  keeping.catch(() => {}); // reported below
  const { slices, replicates } = await threads.score(truth, read.measurements, {
    resampleCounts,
    onProgress: (share) => task.progress.postMessage(share),
  });
  const report = assembleReport({ slices, dataset, predictionsSha256, seed: defaultSeed });
  return { kind: 'scored', report, replicates, measurementsSha256: await keeping };
}
