import type { Tokens } from './words.ts';

/** How many global tags there are; a set of tags is a bit mask, tag k its bit k. */
export const tagCount = 6;

/**
 * The annotations as columns: one entry an image, images in ascending order of their ids. Image i has the regions
 * `regionStart[i]…regionStart[i+1]`, in canonical order (reading order), all flat.
 */
export interface TruthColumns {
  /** images */
  n: number;
  /** [n] 1 for a fake */
  isFake: Uint8Array;
  /** [n] for each fake its place among the fakes */
  fakePlace: Int32Array;
  /** [n] 0 = real images, 1… = the generators in ascending order of their names */
  stratum: Uint16Array;
  /** [strata] the images of each, ascending */
  members: readonly Int32Array[];
  /** [n] bit masks */
  tags: Uint8Array;
  /** [n + 1] */
  regionStart: Int32Array;
  /** [4 × regions] x1, y1, x2, y2 in pixels */
  boxes: Float64Array;
  /** [regions + 1] the words of region r are `tokens[tokenStart[r]…tokenStart[r+1])`: those of an image lie in one run */
  tokenStart: Int32Array;
  tokens: Tokens;
  /** how many different words the annotations use */
  words: number;
  /** [n] a hash of each image's id, for buckets */
  idHash: Uint32Array;
}

/** The regions that a submission has for one image, in canonical order, boxes clipped to the image. */
export interface LineRegions {
  count: number;
  /** [≥ 4 × count] x1, y1, x2, y2 in pixels */
  boxes: Float64Array;
  /** [≥ count + 1] the words of region r are `tokens[tokenStart[r]…tokenStart[r+1])`; −1 is a word that no annotation uses */
  tokenStart: Int32Array;
  tokens: Tokens;
}

/** What the metrics but AUROC, the average precisions and COCO AP need of a submission, image by image. */
export interface ImageMeasurements {
  /** [n] 1 where the predicted label is fake */
  saysFake: Uint8Array;
  /** [n] probabilities that the image is fake; null unless every line has a score */
  scores: Float64Array | null;
  /** [n] bit masks */
  tags: Uint8Array;
  /** [n] */
  regionCount: Uint8Array;
  fakes: FakeMeasurements;
}

/** What is measured of the fakes, in ascending order of their images; zeros where an image has no annotated region. */
export interface FakeMeasurements {
  /** [8 × fakes] for each: iou, sharedArea, predictedArea, annotatedArea, matchedIou, rougeL, bleu2, matchedText */
  measures: Float64Array;
  /** [3 × fakes] for each the most pairs with IoU ≥ 0.3, 0.5 and 0.75 */
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
