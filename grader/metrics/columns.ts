import type { Tokens } from './text.ts';

/** How many global tags there are; a set of tags is a bit mask. */
export const tagCount = 6;

/**
 * The annotations as columns: one entry an image, images in ascending order of their ids. Image i has the regions
 * `regionStart[i]…regionStart[i+1]`, in canonical order (reading order), all flat.
 */
export interface TruthColumns {
  n: number;
  isFake: Uint8Array;
  /** for each fake its place among the fakes */
  fakePlace: Int32Array;
  /** 0 = real images, 1… = the generators in ascending order of their names */
  stratum: Uint16Array;
  /** images by stratum */
  members: readonly Int32Array[];
  tags: Uint8Array;
  regionStart: Int32Array;
  boxes: Float64Array;
  /** the words of region r are `tokens[tokenStart[r]…tokenStart[r+1])`: those of an image lie in one run */
  tokenStart: Int32Array;
  tokens: Tokens;
  /** how many different words the annotations use */
  words: number;
  /** a hash of each image's id, for buckets */
  idHash: Uint32Array;
}

/** The regions that a submission has for one image, in canonical order, boxes clipped to the image. */
export interface LineRegions {
  count: number;
  boxes: Float64Array;
  /** the words of region r are `tokens[tokenStart[r]…tokenStart[r+1])`; −1 is a word that no annotation uses */
  tokenStart: Int32Array;
  tokens: Tokens;
}

/** What the metrics but AUROC, the average precisions and COCO AP need of a submission, image by image. */
export interface ImageMeasurements {
  saysFake: Uint8Array;
  /** null unless every line has a score */
  scores: Float64Array | null;
  tags: Uint8Array;
  regionCount: Uint8Array;
  fakes: FakeMeasurements;
}

/** What is measured of the fakes, in ascending order of their images; zeros where an image has no annotated region. */
export interface FakeMeasurements {
  /** for each fake: iou, sharedArea, predictedArea, annotatedArea, matchedIou, rougeL, bleu2, matchedText */
  measures: Float64Array;
  /** for each fake the most pairs with IoU ≥ 0.3, 0.5 and 0.75 */
  pairs: Uint8Array;
}
export const measureCount = 8;
export const pairCount = 3;

/**
 * The row of an image, made from its statistics and annotations: every metric but AUROC and the average precisions is
 * arithmetic on sums of these over the images of a slice, so a bootstrap resample only adds rows.
 */
export const statistic = {
  correct: 0,
  squaredError: 1,
  predicted: 2,
  // fakes only, from here
  tagJaccard: 3,
  tagExact: 4,
  rightReason: 5,
  // fakes with at least one annotated region only, from here
  grounded: 6,
  iou: 7,
  sharedArea: 8,
  predictedArea: 9,
  annotatedArea: 10,
  /** M: the largest total IoU of one-to-one pairs */
  matchedIou: 11,
  rougeL: 12,
  bleu2: 13,
  /** S: the largest total ROUGE-L of pairs with IoU ≥ 0.3 */
  matchedText: 14,
  /** predicted and annotated regions together */
  regions: 15,
  pairsAt30: 16,
  pairsAt50: 17,
  pairsAt75: 18,
  /** then for each tag: hits, predicted plus annotated, annotated; fakes only */
  perTagHits: 19,
  perTagUses: 25,
  perTagTruth: 31,
  /** the image itself: 1 */
  images: 37,
} as const;
export const statisticCount = 38;
/** Statistics that are no whole numbers; all others are, and none is negative. */
export const fractional: ReadonlySet<number> = new Set([
  statistic.squaredError,
  statistic.tagJaccard,
  statistic.iou,
  statistic.sharedArea,
  statistic.predictedArea,
  statistic.annotatedArea,
  statistic.matchedIou,
  statistic.rougeL,
  statistic.bleu2,
  statistic.matchedText,
]);
