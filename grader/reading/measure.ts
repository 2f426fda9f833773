import type { TruthPack } from '#grader/truth/pack.ts';
import type { Prediction } from '#submissions/format.ts';
import { openLineAccumulator } from './line-accumulator.ts';
import { parsedLineOf } from './line-parser.ts';
import { emptyMeasurementBuffers, finishMeasurements, type Measurements } from './measurements.ts';

/**
 * Measures predictions, one for every image of the truth; boxes are clipped to the image.
 * @throws when a prediction breaks a rule: the checker comes first.
 */
export function measurePredictions(truth: TruthPack, predictions: Iterable<Prediction>): Measurements {
  const buffers = emptyMeasurementBuffers(truth);
  const accumulator = openLineAccumulator(truth, buffers);
  for (const prediction of predictions) {
    const line = parsedLineOf(prediction, truth);
    if (!line || !accumulator.add(line)) {
      throw new Error(`The prediction for the image ${prediction.image_id} breaks a rule: check the file first.`);
    }
  }
  const measured = finishMeasurements(buffers, [accumulator.finish()]);
  if (!measured) throw new Error('No prediction for some image: check the file before it is measured.');
  return measured;
}
