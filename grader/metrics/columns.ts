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
  /** 0 = real images, 1… = the generators in ascending order of their names */
  stratum: Uint16Array;
  /** images by stratum */
  members: readonly Int32Array[];
  tags: Uint8Array;
  regionStart: Int32Array;
  boxes: Float64Array;
  /** one for each region */
  regionTokens: readonly Tokens[];
  /** a hash of each image's id, for buckets */
  idHash: Uint32Array;
}

/** The predictions for the same images in the same order; boxes are clipped to the image. */
export interface PredictionColumns {
  saysFake: Uint8Array;
  /** null unless every line has a score */
  scores: Float64Array | null;
  tags: Uint8Array;
  regionStart: Int32Array;
  boxes: Float64Array;
  regionTokens: readonly Tokens[];
  /** each region's place in its line as submitted: settles equal region scores, as pycocotools does */
  fileOrder: Int32Array;
  /** null unless every region has a score */
  regionScores: Float64Array | null;
}

/**
 * Sufficient statistics of an image: every metric but AUROC and the average precisions is arithmetic on sums of these
 * over the images of a slice, so a bootstrap resample only adds rows.
 */
export const statistic = {
  correct: 0,
  squaredError: 1,
  /** all images: predicted regions, and those paired at IoU ≥ 0.3 */
  predicted: 2,
  paired: 3,
  // fakes only, from here
  tagHits: 4,
  tagJaccard: 5,
  tagExact: 6,
  rightReason: 7,
  // fakes with at least one annotated region only, from here
  grounded: 8,
  iou: 9,
  sharedArea: 10,
  predictedArea: 11,
  annotatedArea: 12,
  /** M: the largest total IoU of one-to-one pairs */
  matchedIou: 13,
  /** predicted and annotated regions together */
  regions: 14,
  pairsAt30: 15,
  pairsAt50: 16,
  pairsAt75: 17,
  rougeL: 18,
  bleu2: 19,
  /** S: the largest total ROUGE-L of pairs with IoU ≥ 0.3 */
  matchedText: 20,
  /** then for each tag: hits, predicted plus annotated, annotated */
  perTagHits: 21,
  perTagUses: 27,
  perTagTruth: 33,
} as const;
export const statisticCount = 39;
/** Real images fill only the first so many. */
export const statisticsOfReals = 4;
