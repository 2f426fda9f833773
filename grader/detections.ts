import { sharedColumn } from './columns/growing.ts';
import { cocoAp, cocoMatches, cocoThresholds, detectionsPerImage } from './metrics/coco-ap.ts';
import { byFalling } from './metrics/falling.ts';
import type { PredictionPack, TruthPack } from './pack.ts';
import type { Slice } from './slices.ts';

export interface CocoValues {
  ap: number | null;
  ap50: number | null;
  ap75: number | null;
}

/** Every detection, image after image in ascending order, in an image by falling score (equal scores as submitted). */
export interface Detections {
  image: Int32Array;
  score: Float64Array;
  /** bit t: it finds an annotation at threshold t */
  mask: Uint16Array;
}

const nothing: CocoValues = { ap: null, ap50: null, ap75: null };

/** Matches the detections of the images `from…to` (all unless given) to the annotations; null without region scores. */
export function matchDetections(
  truth: TruthPack,
  predictions: PredictionPack,
  { from, to }: { from: number; to: number } = { from: 0, to: truth.n },
): Detections | null {
  const { regionScores: scores, regionFirst, regionCount, fileOrder } = predictions;
  if (!scores) return null;
  let total = 0;
  for (let i = from; i < to; i++) total += Math.min(regionCount[i]!, detectionsPerImage);
  const found = emptyDetections(total);
  const order: number[] = [];
  let at = 0;
  for (let i = from; i < to; i++) {
    const first = regionFirst[i]!;
    const p = regionCount[i]!;
    if (p === 0) continue;
    order.length = p;
    for (let k = 0; k < p; k++) order[k] = k;
    order.sort((a, b) => scores[first + b]! - scores[first + a]! || fileOrder[first + a]! - fileOrder[first + b]!);
    if (p > detectionsPerImage) order.length = detectionsPerImage;
    const firstG = truth.regionStart[i]!;
    const g = truth.regionStart[i + 1]! - firstG;
    const masks =
      g === 0 ? null : cocoMatches(predictions.boxes.subarray(4 * first), order, truth.boxes.subarray(4 * firstG), g);
    for (let place = 0; place < order.length; place++) {
      found.image[at] = i;
      found.score[at] = scores[first + order[place]!]!;
      found.mask[at++] = masks ? masks[place]! : 0;
    }
  }
  return found;
}

/** Room for detections, in memory that threads can share. */
export function emptyDetections(total: number): Detections {
  return {
    image: sharedColumn(Int32Array, total),
    score: sharedColumn(Float64Array, total),
    mask: sharedColumn(Uint16Array, total),
  };
}

/** COCO average precision of every slice: each slice picks its detections by falling score. */
export function cocoOfSlices(truth: TruthPack, detections: Detections | null, slices: readonly Slice[]): CocoValues[] {
  if (!detections) return slices.map(() => nothing);
  const order = byFalling(detections.score);
  const stratum = new Uint16Array(order.length);
  const mask = new Uint16Array(order.length);
  for (let place = 0; place < order.length; place++) {
    const d = order[place]!;
    stratum[place] = truth.stratum[detections.image[d]!]!;
    mask[place] = detections.mask[d]!;
  }
  const inSlice = new Uint8Array(truth.members.length);
  const masks = new Uint16Array(order.length);
  return slices.map((slice) => {
    inSlice.fill(0);
    inSlice[0] = 1;
    for (const each of slice.strata) inSlice[each] = 1;
    let annotated = 0;
    for (let i = 0; i < slice.fakes.length; i++) {
      const fake = slice.fakes[i]!;
      annotated += truth.regionStart[fake + 1]! - truth.regionStart[fake]!;
    }
    let taken = 0;
    for (let place = 0; place < order.length; place++) {
      if (inSlice[stratum[place]!]) masks[taken++] = mask[place]!;
    }
    if (taken === 0 || annotated === 0) return nothing;
    const ap = cocoAp(masks.subarray(0, taken), annotated);
    return { ap: ap.reduce((sum, each) => sum + each, 0) / cocoThresholds.length, ap50: ap[0]!, ap75: ap[5]! };
  });
}
