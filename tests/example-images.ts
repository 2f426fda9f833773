import { measurePredictions } from '#grader/reading/measure.ts';
import { packTruth } from '#grader/truth/pack.ts';
import type { Prediction, Truth } from '#submissions/format.ts';

/**
 * Two real images and two fakes, half of them called right, for the examples in doc comments (examples-in-docs.test.ts):
 * `r1` and `a` are right, with `a`'s one region and tag; `r2` is called fake and `b` real.
 */
const size = { source: 'coco', width: 100, height: 100 } as const;
const sixFingers = { box: [10, 10, 50, 50] as [number, number, number, number], text: 'six fingers' };

const truths: readonly Truth[] = [
  {
    ...{ image_id: 'a', label: 'fake', family: 'gan', generator: 'gan-1', ...size },
    ...{ regions: [sixFingers], tags: ['attributes'] },
  },
  {
    ...{ image_id: 'b', label: 'fake', family: 'dit', generator: 'dit-1', ...size },
    ...{ regions: [{ box: [0, 0, 40, 20], text: 'sign unreadable' }], tags: ['unrecognizable'] },
  },
  { image_id: 'r1', label: 'real', ...size },
  { image_id: 'r2', label: 'real', ...size },
];

const predictions: readonly Prediction[] = [
  { image_id: 'a', label: 'fake', score: 0.9, regions: [{ ...sixFingers, score: 0.8 }], tags: ['attributes'] },
  { image_id: 'b', label: 'real', score: 0.4 },
  { image_id: 'r1', label: 'real', score: 0.1 },
  { image_id: 'r2', label: 'fake', score: 0.6 },
];

export const truth = packTruth(truths);
export const measurements = measurePredictions(truth, predictions);
