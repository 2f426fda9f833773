import { z } from 'zod';
import { prediction } from './format.ts';
import { type MetricKey, metricKeys, metrics } from './scorecard.ts';

const keys = z.enum(metrics.map((metric) => metric.key) as [MetricKey, ...MetricKey[]]);
const value = z.number().nullable();

/** One metric of two submissions on the same truth. */
export const difference = z
  .strictObject({
    a: value,
    b: value,
    difference: value.meta({ description: 'a − b; null where one of the two is' }),
    interval: z
      .tuple([z.number(), z.number()])
      .nullable()
      .meta({ description: '95%, of the differences on shared resamples; AUROC by DeLong; null for COCO AP' }),
    p: value.meta({
      description: 'two-sided: exact McNemar for accuracy, DeLong for AUROC, paired bootstrap for the rest',
    }),
  })
  .meta({ id: 'Difference' });
export type Difference = z.infer<typeof difference>;

/** For each slice the difference of every metric. */
export const comparison = z.record(z.string(), z.record(keys, difference)).meta({ id: 'Comparison' });
export type Comparison = z.infer<typeof comparison>;

/** What a submission says of one image: the first regions, long texts cut. */
const saying = prediction.omit({ image_id: true }).extend({
  moreRegions: z.number().int().optional().meta({ description: 'how many regions are left out here' }),
});
export type PredictionExcerpt = z.infer<typeof saying>;

/** The images that only one of two called by their right label: told for public answers only. */
export const disagreements = z
  .strictObject({
    onlyA: z.number().int().meta({ description: 'images that only a got right' }),
    onlyB: z.number().int(),
    shown: z
      .array(z.strictObject({ image_id: z.string(), right: z.enum(['a', 'b']), a: saying, b: saying }))
      .meta({ description: 'the first of both kinds, by image id' }),
  })
  .meta({ id: 'Disagreements' });
export type Disagreements = z.infer<typeof disagreements>;

/** What is kept of a comparison: overall and the families, and on a split with public answers where the two disagree. */
export interface ComparisonResult {
  slices: Comparison;
  disagreements: Disagreements | null;
}

/** The same comparison with a and b the other way round. */
export function swapSides({ slices, disagreements: told }: ComparisonResult): ComparisonResult {
  return {
    slices: Object.fromEntries(
      Object.entries(slices).map(([slice, differences]) => [
        slice,
        Object.fromEntries(metricKeys.map((key) => [key, turn(differences[key])])) as Record<MetricKey, Difference>,
      ]),
    ),
    disagreements: told && {
      onlyA: told.onlyB,
      onlyB: told.onlyA,
      shown: told.shown.map(({ image_id, right, a, b }) => ({
        image_id,
        right: right === 'a' ? 'b' : 'a',
        a: b,
        b: a,
      })),
    },
  };
}

function turn({ a, b, difference: d, interval, p }: Difference): Difference {
  return {
    a: b,
    b: a,
    difference: d === null ? null : 0 - d,
    interval: interval && [0 - interval[1], 0 - interval[0]],
    p,
  };
}
