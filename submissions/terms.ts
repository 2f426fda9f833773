/** The dataset's vocabulary: each list is written here once; enum columns, table headers and docs derive from it. */

export const labels = ['real', 'fake'] as const;
export type Label = (typeof labels)[number];

export const families = ['diffusion', 'gan', 'dit', 'others'] as const;
export type Family = (typeof families)[number];

export const familyTitles: Record<Family, string> = {
  diffusion: 'Diffusion',
  gan: 'GAN',
  dit: 'DiT',
  others: 'Others',
};

export const tags = ['perspective', 'art_style', 'unrecognizable', 'attributes', 'texture', 'other'] as const;
export type Tag = (typeof tags)[number];

/** What each global tag means, in the words of the paper. */
export const tagTitles: Record<Tag, string> = {
  perspective: 'perspective errors',
  art_style: 'artistic styles',
  unrecognizable: 'unknown objects',
  attributes: 'structure and attribute errors',
  texture: 'texture errors',
  other: 'other anomalies',
};

export const splits = ['train', 'dev', 'test'] as const;
export type Split = (typeof splits)[number];

/** The splits that take submissions, the ranking one first. */
export const submittableSplits = ['test', 'dev'] as const satisfies readonly Split[];
export type SubmittableSplit = (typeof submittableSplits)[number];

/**
 * Whether teams submit to a split.
 *
 * @example
 * isSubmittable('dev') // → true
 * isSubmittable('train') // → false
 */
export function isSubmittable(split: Split): split is SubmittableSplit {
  return submittableSplits.some((each) => each === split);
}

/** The split whose answers nobody gets; those of all others are public. */
export const sealedSplit = 'test' satisfies Split;

/** Where the contents of an image come from: ImageNet-1K classes or MS COCO captions. */
export const sources = ['imagenet', 'coco'] as const;
export type Source = (typeof sources)[number];
