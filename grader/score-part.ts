import { type Detections, matchDetections } from './detections.ts';
import { measureImages } from './metrics/statistics.ts';
import { resampleRange } from './replicates.ts';
import { boundSlices } from './score.ts';
import type { BoundTask, MeasureTask, ResampleTask } from './score-threads.ts';

/** What a thread of score-threads.ts does with its part. */
export function measurePart({ truth, predictions, rows, from, to }: MeasureTask): Detections | null {
  measureImages({ truth, predictions }, rows, { from, to });
  return matchDetections(truth, predictions, { from, to });
}

export function resamplePart({ pack, replicates, seed, from, to }: ResampleTask): void {
  resampleRange(pack, replicates, { seed, from, to });
}

export function boundPart({ replicates, from, to }: BoundTask): Float64Array {
  return boundSlices(replicates, { from, to });
}
