import { cocoAp, cocoMatches, cocoThresholds, detectionsPerImage } from './metrics/coco-ap.ts';
import type { PredictionPack, TruthPack } from './pack.ts';
import type { Slice } from './slices.ts';

export interface CocoValues {
  ap: number | null;
  ap50: number | null;
  ap75: number | null;
}

const nothing: CocoValues = { ap: null, ap50: null, ap75: null };

/** COCO average precision of every slice: each image is matched once, each slice picks its detections by falling score. */
export function cocoOfSlices(truth: TruthPack, predictions: PredictionPack, slices: readonly Slice[]): CocoValues[] {
  const scores = predictions.regionScores;
  if (!scores) return slices.map(() => nothing);
  const { image, score, mask } = matchAll(truth, predictions, scores);
  const order = Array.from(score, (_, d) => d).sort((a, b) => score[b]! - score[a]! || a - b);
  return slices.map((slice) => {
    const inSlice = new Uint8Array(truth.n);
    for (const real of truth.members[0]!) inSlice[real] = 1;
    let annotated = 0;
    for (const fake of slice.fakes) {
      inSlice[fake] = 1;
      annotated += truth.regionStart[fake + 1]! - truth.regionStart[fake]!;
    }
    const masks = order.filter((d) => inSlice[image[d]!]).map((d) => mask[d]!);
    if (masks.length === 0 || annotated === 0) return nothing;
    const ap = cocoAp(masks, annotated);
    return { ap: ap.reduce((sum, each) => sum + each, 0) / cocoThresholds.length, ap50: ap[0]!, ap75: ap[5]! };
  });
}

/** All detections, images ascending, in an image by falling score; equal scores as submitted. */
function matchAll(truth: TruthPack, predictions: PredictionPack, scores: Float64Array) {
  const image: number[] = [];
  const score: number[] = [];
  const mask: number[] = [];
  const tie = predictions.fileOrder;
  for (let i = 0; i < truth.n; i++) {
    const first = predictions.regionFirst[i]!;
    const p = predictions.regionCount[i]!;
    if (p === 0) continue;
    const order = Array.from({ length: p }, (_, k) => k).sort(
      (a, b) => scores[first + b]! - scores[first + a]! || tie[first + a]! - tie[first + b]!,
    );
    const kept = order.slice(0, detectionsPerImage);
    const firstG = truth.regionStart[i]!;
    const g = truth.regionStart[i + 1]! - firstG;
    const masks = cocoMatches(predictions.boxes.subarray(4 * first), kept, truth.boxes.subarray(4 * firstG), g);
    for (const [place, k] of kept.entries()) {
      image.push(i);
      score.push(scores[first + k]!);
      mask.push(masks[place]!);
    }
  }
  return { image, score, mask };
}
