import { z } from 'zod';
import { limits } from './limits.ts';
import type { LineField, RegionField } from './prediction-fields.ts';
import { sha256Pattern } from './sha256-pattern.ts';
import { families, labels, sources, tags } from './terms.ts';

export const label = z.enum(labels);
const tag = z.enum(tags);
export const family = z.enum(families);
export const source = z.enum(sources);

/** `[x1, y1, x2, y2]`, absolute pixels of the published image, origin top-left, half-open. */
export const box = z.tuple([z.number(), z.number(), z.number(), z.number()]).meta({
  id: 'Box',
  description: '[x1, y1, x2, y2] in absolute pixels of the published image, origin top-left, x1 < x2 and y1 < y2',
});
export type Box = z.infer<typeof box>;

export const sha256 = z.string().regex(sha256Pattern);

const sizePixels = z.number().int().positive();
const uniqueTags = z.array(tag).refine((list) => new Set(list).size === list.length, 'the same tag twice');
const regionText = z
  .string()
  .refine(
    (text) => text.length > 0 && [...text].length <= limits.textCharacters,
    `1 to ${limits.textCharacters.toLocaleString('en')} characters`,
  )
  .refine((text) => text.isWellFormed(), 'half of a surrogate pair');

/** One line of a manifest: what is public of an image of a split. */
export const manifestLine = z
  .strictObject({
    image_id: z.string().min(1),
    width: sizePixels,
    height: sizePixels,
    file: z.string().min(1),
    sha256,
  })
  .meta({ id: 'ManifestLine' });
export type ManifestLine = z.infer<typeof manifestLine>;

export const truthRegion = z.strictObject({ box, text: z.string() });
export type TruthRegion = z.infer<typeof truthRegion>;

const truthImage = { image_id: z.string().min(1), source, width: sizePixels, height: sizePixels };

/** One line of a truth file: the human annotation of an image. Real images carry no explanation. */
export const truth = z
  .discriminatedUnion('label', [
    z.strictObject({ ...truthImage, label: z.literal('real') }),
    z.strictObject({
      ...truthImage,
      label: z.literal('fake'),
      family,
      generator: z.string().min(1),
      regions: z.array(truthRegion),
      tags: uniqueTags,
    }),
  ])
  .meta({ id: 'TruthLine' });
export type Truth = z.infer<typeof truth>;

export const predictedRegion = z
  .strictObject({ box, text: regionText, score: z.number().optional() } satisfies Record<RegionField, z.ZodType>)
  .meta({ id: 'PredictedRegion' });
export type PredictedRegion = z.infer<typeof predictedRegion>;

/**
 * One line of a submission, by its shape alone. Rules across fields and lines (`explained_real`, `mixed_region_scores`,
 * boxes against the image) are the checker's.
 */
export const prediction = z
  .strictObject({
    image_id: z.string(),
    label,
    score: z.number().min(0).max(1).optional().meta({ description: 'the probability that the image is fake' }),
    regions: z.array(predictedRegion).max(limits.regionsPerImage).optional(),
    tags: uniqueTags.optional(),
  } satisfies Record<LineField, z.ZodType>)
  .meta({ id: 'PredictionLine' });
export type Prediction = z.infer<typeof prediction>;
