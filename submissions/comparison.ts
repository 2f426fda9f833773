import { z } from 'zod';
import { prediction } from './format.ts';
import { type MetricKey, metricKeys } from './scorecard.ts';

const keys = z.enum(metricKeys);
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

/** A prediction for one image without its id: the first regions, long texts cut. */
const excerpt = prediction.omit({ image_id: true }).extend({
  moreRegions: z.number().int().optional().meta({ description: 'how many regions are left out here' }),
});
export type PredictionExcerpt = z.infer<typeof excerpt>;

/** The images that only one of two called by their right label: for public answers only. */
export const disagreements = z
  .strictObject({
    onlyA: z.number().int().meta({ description: 'images that only a got right' }),
    onlyB: z.number().int(),
    shown: z
      .array(z.strictObject({ image_id: z.string(), right: z.enum(['a', 'b']), a: excerpt, b: excerpt }))
      .meta({ description: 'the first of both kinds, by image id' }),
  })
  .meta({ id: 'Disagreements' });
export type Disagreements = z.infer<typeof disagreements>;

/** What is kept of a comparison: overall and the families, and on a split with public answers where the two disagree. */
export interface ComparisonResult {
  slices: Comparison;
  disagreements: Disagreements | null;
}

/**
 * The same comparison with a and b the other way round: differences and intervals change sign, p-values stay.
 *
 * @example
 * const difference = { a: 0.75, b: 0.5, difference: 0.25, interval: [0.125, 0.5], p: 0.01 };
 * const slices = { overall: Object.fromEntries(metricKeys.map((key) => [key, difference])) };
 * swapSides({ slices, disagreements: null }).slices.overall.accuracy
 * // → { a: 0.5, b: 0.75, difference: -0.25, interval: [-0.5, -0.125], p: 0.01 }
 */
export function swapSides({ slices, disagreements }: ComparisonResult): ComparisonResult {
  return {
    slices: Object.fromEntries(
      Object.entries(slices).map(([slice, differences]) => [
        slice,
        Object.fromEntries(metricKeys.map((key) => [key, swapDifference(differences[key])])) as Record<
          MetricKey,
          Difference
        >,
      ]),
    ),
    disagreements: disagreements && {
      onlyA: disagreements.onlyB,
      onlyB: disagreements.onlyA,
      shown: disagreements.shown.map(({ image_id, right, a, b }) => ({
        image_id,
        right: right === 'a' ? 'b' : 'a',
        a: b,
        b: a,
      })),
    },
  };
}

function swapDifference({ a, b, difference: d, interval, p }: Difference): Difference {
  return {
    a: b,
    b: a,
    difference: d === null ? null : 0 - d,
    interval: interval && [0 - interval[1], 0 - interval[0]],
    p,
  };
}
