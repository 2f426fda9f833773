import { availableParallelism } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import type { IssueList } from '#submissions/issue.ts';
import type { ScoreReport } from '#submissions/score-report.ts';
import { openLocalStore } from '#submissions/store.ts';
import type { Draws } from './draws.ts';
import type { TruthPack } from './pack.ts';
import { readPredictions } from './read-predictions.ts';
import { assembleReport } from './score.ts';
import { openScoringThreads, type ScoringThreads } from './score-threads.ts';
import { loadDraws, loadTruthPack } from './truth-cache.ts';
import { defaultResamples, defaultSeed } from './version.ts';

export interface ScoringTask {
  dataset: { name: string; version: string; split: string; truthSha256: string };
  truthFile: string;
  /** where packed answers are kept: as secret as the answers */
  truthCache: string;
  storeDirectory: string;
  predictionsSha256: string;
  /** gets the share done, 0…1, now and then */
  progress: MessagePort;
}

export type ScoringResult =
  | { kind: 'scored'; report: ScoreReport; replicates: Record<string, Float64Array> }
  | { kind: 'issues'; list: IssueList };

let loaded: { sha256: string; truth: TruthPack; draws: Draws } | null = null;
let threads: ScoringThreads | null = null;

async function loadAnswers(task: ScoringTask): Promise<{ truth: TruthPack; draws: Draws }> {
  const wanted = task.dataset.truthSha256;
  if (loaded?.sha256 === wanted) return loaded;
  const { truth, sha256 } = await loadTruthPack(task.truthFile, task.truthCache);
  if (sha256 !== wanted) {
    throw new Error(
      `The answers in ${task.truthFile} have SHA-256 ${sha256}, not ${wanted}. Restore the registered file.`,
    );
  }
  const resampling = { seed: defaultSeed, resamples: defaultResamples };
  loaded = { sha256, truth, draws: await loadDraws({ truth, sha256 }, resampling, task.truthCache) };
  return loaded;
}

/** Runs in a thread of its own, so that arithmetic never starves the queue's lock: file → issues or report. */
export default async function scoreSubmission(task: ScoringTask): Promise<ScoringResult> {
  const { truth, draws } = await loadAnswers(task);
  threads ??= openScoringThreads(Math.min(availableParallelism(), 8));
  const store = await openLocalStore(task.storeDirectory);
  const read = await readPredictions(threads, () => store.open(task.predictionsSha256), { truth });
  if (read.kind === 'issues') return read;
  const { slices, replicates } = await threads.score(truth, read.measurements, {
    draws,
    onProgress: (share) => task.progress.postMessage(share),
  });
  const { dataset, predictionsSha256 } = task;
  return {
    kind: 'scored',
    report: assembleReport({ slices, dataset, predictionsSha256, seed: defaultSeed }),
    replicates,
  };
}
