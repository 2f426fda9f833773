import type { MessagePort } from 'node:worker_threads';
import { checkPredictions } from '#submissions/check-file.ts';
import type { Prediction } from '#submissions/format.ts';
import type { IssueList } from '#submissions/issue.ts';
import type { ScoreReport } from '#submissions/scorecard.ts';
import { openLocalStore } from '#submissions/store.ts';
import { packPredictions, packTruth, type TruthPack } from './pack.ts';
import { assembleReport, score } from './score.ts';
import { loadTruth } from './truth.ts';
import { defaultResamples, defaultSeed } from './version.ts';

export interface ScoringTask {
  dataset: { name: string; version: string; split: string; truthSha256: string };
  truthFile: string;
  storeDirectory: string;
  predictionsSha256: string;
  /** gets the share done, 0…1, now and then */
  progress: MessagePort;
}

export type ScoringResult =
  | { kind: 'scored'; report: ScoreReport; replicates: Record<string, Float64Array> }
  | { kind: 'issues'; list: IssueList };

let packed: { sha256: string; truth: TruthPack } | null = null;

async function truthPack(task: ScoringTask): Promise<TruthPack> {
  const sha256 = task.dataset.truthSha256;
  if (packed?.sha256 !== sha256) packed = { sha256, truth: packTruth(await loadTruth(task.truthFile, sha256)) };
  return packed.truth;
}

/** Runs in a thread of its own, so that arithmetic never starves the queue's lock: file → issues or report. */
export default async function scoreSubmission(task: ScoringTask): Promise<ScoringResult> {
  const truth = await truthPack(task);
  const store = await openLocalStore(task.storeDirectory);
  const predictions: Prediction[] = [];
  const list = await checkPredictions(await store.open(task.predictionsSha256), truth.images, {
    onPrediction: (prediction) => {
      predictions.push(prediction);
    },
  });
  if (list.issues.length > 0) return { kind: 'issues', list };
  const { slices, replicates } = score(truth, packPredictions(truth, predictions), {
    seed: defaultSeed,
    resamples: defaultResamples,
    onProgress: (share) => task.progress.postMessage(share),
  });
  const report = assembleReport({
    slices,
    dataset: task.dataset,
    predictionsSha256: task.predictionsSha256,
    seed: defaultSeed,
  });
  return { kind: 'scored', report, replicates };
}
