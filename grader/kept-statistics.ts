import { type Detections, matchDetections } from './detections.ts';
import type { SubmissionStatistics } from './metrics/columns.ts';
import { openFakeMeter } from './metrics/statistics.ts';
import type { PredictionPack, TruthPack } from './pack.ts';
import { emptyFakeStatistics, statisticsOf } from './score.ts';

/**
 * All that the metrics need of a submission, image by image: with the truth it stands in for the prediction file. As
 * secret as the answers where those are sealed, for it tells which images were called by their right label.
 */
export interface KeptStatistics {
  statistics: SubmissionStatistics;
  /** for COCO AP; null unless every region has a score */
  detections: Detections | null;
}

/** Measures every image of a submission, on this thread. */
export function measureSubmission(truth: TruthPack, predictions: PredictionPack): KeptStatistics {
  const fakes = emptyFakeStatistics(truth);
  openFakeMeter({ truth, predictions }, fakes)(0, truth.n);
  return { statistics: statisticsOf(predictions, fakes), detections: matchDetections(truth, predictions) };
}
