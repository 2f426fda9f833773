import { cocoAp, cocoThresholds } from '#grader/metrics/coco-ap.ts';
import { orderAllDetections } from '#grader/metrics/coco-ties.ts';
import type { Detections } from '#grader/reading/detections.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import type { Slice } from './slices.ts';

/** COCO AP over IoU 0.50…0.95, at 0.50 and at 0.75; null together, where nothing is detected or annotated. */
export interface CocoValues {
  ap: number | null;
  ap50: number | null;
  ap75: number | null;
}

const nothing: CocoValues = { ap: null, ap50: null, ap75: null };

/**
 * COCO average precision of every slice, one class: each slice picks its detections, those on real images included, by
 * falling score. All null where regions carry no scores.
 *
 * @example
 * // truth, measurements: tests/example-images.ts, one of two annotated regions found
 * const [overall] = cocoOfSlices(truth, measurements.detections, listSlices(truth));
 * overall.ap50 // ≈ 0.504950
 * cocoOfSlices(truth, null, listSlices(truth))[0] // → { ap: null, ap50: null, ap75: null }
 */
export function cocoOfSlices(truth: TruthPack, detections: Detections | null, slices: readonly Slice[]): CocoValues[] {
  if (!detections) return slices.map(() => nothing);
  const order = orderAllDetections(detections.score);
  const stratum = new Uint16Array(order.length); // [detections], by falling score
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
