import { describe, expect, it } from 'vitest';
import { measurePredictions } from '#grader/reading/measure.ts';
import { packTruth } from '#grader/truth/pack.ts';
import type { Box, Prediction, Truth } from '#submissions/format.ts';
import { rankingMetric } from '#submissions/scorecard.ts';
import { score } from './score.ts';

describe('whatever is wrongly submitted costs FX score, by as much as a hand finds', () => {
  const size = { width: 100, height: 100 };
  const small: Truth[] = [
    { image_id: 'r1', label: 'real', source: 'coco', ...size },
    { image_id: 'r2', label: 'real', source: 'coco', ...size },
    {
      ...{ image_id: 'a', label: 'fake', source: 'coco', family: 'gan', generator: 'g', ...size },
      ...{ regions: [{ box: [0, 0, 10, 10], text: 'left wheel bent' }], tags: ['texture'] },
    },
    {
      ...{ image_id: 'b', label: 'fake', source: 'coco', family: 'gan', generator: 'g', ...size },
      ...{ regions: [{ box: [50, 50, 60, 60], text: 'sign unreadable' }], tags: ['other'] },
    },
  ];
  const right: Record<string, Omit<Prediction, 'image_id'>> = {
    r1: { label: 'real' },
    r2: { label: 'real' },
    a: { label: 'fake', regions: [{ box: [0, 0, 10, 10], text: 'left wheel bent' }], tags: ['texture'] },
    b: { label: 'fake', regions: [{ box: [50, 50, 60, 60], text: 'sign unreadable' }], tags: ['other'] },
  };
  const spare = { box: [80, 80, 90, 90] as Box, text: 'spare' };

  // The parts: 2·BA − 1 with BA the mean over the two classes; grounding F1 = 2·ΣIoU/(|P|+|G|); tag F1 = 2·shared/(|T|+|U|);
  // grounded text = 2·ΣROUGE-L/(|P|+|G|). |G| = 2 boxes, |U| = 2 tags; a quarter of each.
  it.each<[string, typeof right, number]>([
    ['nothing: all four parts are 1', {}, 1],
    ['a real image called fake: BA (1 + 1/2)/2, so (0.5 + 1 + 1 + 1)/4', { r1: { label: 'fake' } }, 0.875],
    [
      'a fake called real: BA 3/4, the other parts 2·1/(1 + 2), so (1/2 + 2/3 + 2/3 + 2/3)/4',
      { b: { label: 'real' } },
      0.625,
    ],
    [
      'a box too many: grounding F1 and text 2·2/(3 + 2), so (1 + 0.8 + 1 + 0.8)/4',
      { a: { ...right['a']!, regions: [...right['a']!.regions!, spare] } },
      0.9,
    ],
    [
      'a box too few: grounding F1 and text 2·1/(1 + 2), so (1 + 2/3 + 1 + 2/3)/4',
      { b: { label: 'fake', tags: ['other'] } },
      5 / 6,
    ],
    [
      'half a box: IoU 1/2, grounding F1 2·1.5/4, its text still counts, so (1 + 0.75 + 1 + 1)/4',
      { a: { ...right['a']!, regions: [{ box: [0, 0, 10, 5], text: 'left wheel bent' }] } },
      0.9375,
    ],
    [
      'a box in the wrong place: grounding F1 and text 2·1/4, so (1 + 0.5 + 1 + 0.5)/4',
      { a: { ...right['a']!, regions: [{ ...spare, text: 'left wheel bent' }] } },
      0.75,
    ],
    [
      'other words: text 2·1/4, so (1 + 1 + 1 + 0.5)/4',
      { a: { ...right['a']!, regions: [{ box: [0, 0, 10, 10], text: 'spare' }] } },
      0.875,
    ],
    [
      'a tag too many: tag F1 2·2/(3 + 2), so (1 + 1 + 0.8 + 1)/4',
      { b: { ...right['b']!, tags: ['other', 'texture'] } },
      0.95,
    ],
    ['another tag: tag F1 2·1/4, so (1 + 1 + 0.5 + 1)/4', { b: { ...right['b']!, tags: ['texture'] } }, 0.875],
  ])('%s', (_what, wrong, expected) => {
    const predictions = small.map(({ image_id }) => ({ image_id, ...(wrong[image_id] ?? right[image_id]!) }));
    const packed = packTruth(small);
    const report = score(packed, measurePredictions(packed, predictions), { seed: 1, resamples: 0 });
    expect(report.slices['overall']!.metrics.fxScore).toBeCloseTo(expected, 12);
  });

  it('and it is the score that ranks', () => {
    expect(rankingMetric).toBe('fxScore');
  });
});
