import { describe, expect, it } from 'vitest';
import { measurePredictions } from '#grader/reading/measure.ts';
import { packTruth } from '#grader/truth/pack.ts';
import type { Prediction, Truth } from '#submissions/format.ts';
import { type MetricKey, metricKeys } from '#submissions/scorecard.ts';
import { score } from './score.ts';

/** The empty cases of the docs (site/content/metrics): which metrics have nothing to measure, and only those are null. */
const size = { source: 'coco', width: 100, height: 100 } as const;
const annotated = { regions: [{ box: [10, 10, 60, 60] as [number, number, number, number], text: 'leg missing' }] };
const fake = (id: string, more: Partial<Extract<Truth, { label: 'fake' }>> = {}): Truth => ({
  ...{ image_id: id, label: 'fake', family: 'gan', generator: 'G', ...size, ...annotated, tags: ['texture'] },
  ...more,
});
const real = (id: string): Truth => ({ image_id: id, label: 'real', ...size });
const full = ({ image_id }: Truth): Prediction => ({
  ...{ image_id, label: 'fake', score: 0.9, tags: ['texture'] },
  regions: [{ ...annotated.regions[0]!, score: 0.8 }],
});
const both = [fake('a'), real('b')];

function nulls(truths: readonly Truth[], predict: (truth: Truth) => Prediction): MetricKey[] {
  const pack = packTruth(truths);
  const { metrics } = score(pack, measurePredictions(pack, truths.map(predict)), { seed: 1, resamples: 20 }).slices[
    'overall'
  ]!;
  for (const value of Object.values(metrics)) expect(value).not.toBeNaN();
  return metricKeys.filter((key) => metrics[key] === null);
}

const overAnnotated: MetricKey[] = [
  'iou',
  'groundingF1',
  'rougeL',
  'groundedText',
  'pixelRecall',
  'f1At30',
  'f1At50',
  'f1At75',
  'bleu2',
];
const overScores: MetricKey[] = ['auroc', 'averagePrecision', 'brier'];
const coco: MetricKey[] = ['ap', 'ap50', 'ap75'];
const joint: MetricKey[] = ['fxScore', 'balancedAccuracy'];

describe('null is', () => {
  it.each<[string, Truth[], (truth: Truth) => Prediction, MetricKey[]]>([
    ['nothing, where all is there', both, full, []],
    ['what needs real images, where there are none', [fake('a')], full, [...joint, 'specificity', 'auroc']],
    [
      'what needs fakes, where there are none',
      [real('b')],
      full,
      [
        ...joint,
        ...overAnnotated,
        ...coco,
        'recall',
        'auroc',
        'averagePrecision',
        'pixelPrecision',
        'rightReason',
        'tagF1',
        'tagMacroF1',
        'tagJaccard',
        'tagExact',
      ],
    ],
    [
      'F1 too, where there are no fakes and nothing is called one',
      [real('b')],
      ({ image_id }) => ({ image_id, label: 'real', score: 0 }),
      [
        ...joint,
        ...overAnnotated,
        ...coco,
        'recall',
        'f1',
        'auroc',
        'averagePrecision',
        'hallucinationRate',
        'pixelPrecision',
        'rightReason',
        'tagF1',
        'tagMacroF1',
        'tagJaccard',
        'tagExact',
      ],
    ],
    [
      'what is measured over annotated fakes, where no fake has a region',
      [fake('a', { regions: [] }), real('b')],
      full,
      ['fxScore', ...overAnnotated, ...coco, 'pixelPrecision'],
    ],
    [
      'what needs scores, where a line has none',
      both,
      (truth) => ({ ...full(truth), ...(truth.label === 'real' && { label: 'fake', score: undefined }) }) as Prediction,
      overScores,
    ],
    [
      'what needs region scores, where the regions have none',
      both,
      (truth) => ({ ...full(truth), regions: annotated.regions }),
      coco,
    ],
    [
      'what needs a predicted box, where there is none',
      both,
      (truth) => ({ ...full(truth), regions: [] }),
      [...coco, 'hallucinationRate', 'pixelPrecision'],
    ],
    [
      'tag F1 and what is made of it, where neither side has a tag',
      [fake('a', { tags: [] }), real('b')],
      (truth) => ({ ...full(truth), tags: [] }),
      ['fxScore', 'tagF1', 'tagMacroF1'],
    ],
    ['tag macro F1, where the truth has no tag', [fake('a', { tags: [] }), real('b')], full, ['tagMacroF1']],
  ])('%s', (_name, truths, predict, expected) => {
    expect(nulls(truths, predict).toSorted()).toEqual([...expected].toSorted());
  });

  it('not what two empty sets of tags say: they are equal', () => {
    const truths = [fake('a', { tags: [] }), real('b')];
    const pack = packTruth(truths);
    const predicted = measurePredictions(
      pack,
      truths.map((truth) => ({ ...full(truth), tags: [] })),
    );
    const { metrics } = score(pack, predicted, { seed: 1, resamples: 0 }).slices['overall']!;
    expect(metrics).toMatchObject({ tagJaccard: 1, tagExact: 1, rightReason: 1 });
  });
});
