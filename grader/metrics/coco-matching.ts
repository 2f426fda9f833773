import { cocoThresholds } from './coco-ap.ts';
import { isBetterMatch } from './coco-ties.ts';
import { boxArea } from './rectangles.ts';

/** COCO's maxDets: so many detections of an image are matched at most. */
export const detectionsPerImage = 100;

/**
 * For each of `d` detections, in the given order, a bit mask of the thresholds at which it finds a free one of `g`
 * annotations: bit t for threshold t. `boxes: [4 × regions]` and `annotations: [4 × g]` are x1, y1, x2, y2 in pixels;
 * `order: [≥ d]` holds the numbers of boxes, highest score first; d ≤ {@link detectionsPerImage}. The masks `[≥ d]` are
 * good until the next call.
 */
export type CocoMatcher = (
  detections: { boxes: Float64Array; order: Int32Array; d: number },
  annotations: Float64Array,
  g: number,
) => Uint16Array;

/**
 * COCO's greedy matching in one image at IoU 0.50…0.95 (pycocotools evaluateImg, one class, no crowds, all areas); equals
 * by coco-ties.ts. Holds working memory, so one is opened and used for many images.
 *
 * @example
 * const match = openCocoMatcher();
 * const boxes = Float64Array.of(0, 0, 10, 10, 0, 0, 10, 6);
 * const [first, second] = match({ boxes, order: Int32Array.of(0, 1), d: 2 }, Float64Array.of(0, 0, 10, 10), 1);
 * [first, second] // → [0b1111111111, 0]
 * match({ boxes, order: Int32Array.of(1), d: 1 }, Float64Array.of(0, 0, 10, 10), 1)[0] // → 0b111
 */
export function openCocoMatcher(): CocoMatcher {
  const masks = new Uint16Array(detectionsPerImage);
  let overlaps = new Float64Array(256); // [d × g]
  let taken = new Uint8Array(64); // [g]
  let shapes = new Float64Array(5 * 64); // [5 × g]
  const detection = new Float64Array(5);

  function reserve(detections: number, annotations: number): void {
    if (detections * annotations > overlaps.length) overlaps = new Float64Array(2 * detections * annotations);
    if (annotations <= taken.length) return;
    taken = new Uint8Array(2 * annotations);
    shapes = new Float64Array(5 * 2 * annotations);
  }

  return ({ boxes, order, d: count }, annotations, g) => {
    reserve(count, g);
    for (let k = 0; k < g; k++) setShape(shapes, k, annotations, k);
    let largest = 0;
    for (let d = 0; d < count; d++) {
      setShape(detection, 0, boxes, order[d]!);
      for (let k = 0; k < g; k++) {
        const overlap = overlapOf(detection, shapes, 5 * k);
        overlaps[d * g + k] = overlap;
        if (overlap > largest) largest = overlap;
      }
    }
    masks.fill(0, 0, count);
    for (let t = 0; t < cocoThresholds.length; t++) {
      const threshold = Math.min(cocoThresholds[t]!, 1 - 1e-10);
      if (largest < threshold) break;
      taken.fill(0, 0, g);
      for (let d = 0; d < count; d++) {
        let best = threshold;
        let match = -1;
        for (let k = 0; k < g; k++) {
          if (taken[k] || !isBetterMatch(overlaps[d * g + k]!, best)) continue;
          best = overlaps[d * g + k]!;
          match = k;
        }
        if (match < 0) continue;
        taken[match] = 1;
        masks[d]! |= 1 << t;
      }
    }
    return masks;
  };
}

/**
 * Box `from` as shape `at`: near edges, far edges, area. pycocotools works on x, y, width, height: the far edges are sums
 * again, to the same last digit.
 */
function setShape(shapes: Float64Array, at: number, boxes: Float64Array, from: number): void {
  const x = boxes[4 * from]!;
  const y = boxes[4 * from + 1]!;
  shapes[5 * at] = x;
  shapes[5 * at + 1] = y;
  shapes[5 * at + 2] = boxes[4 * from + 2]! - x + x;
  shapes[5 * at + 3] = boxes[4 * from + 3]! - y + y;
  shapes[5 * at + 4] = boxArea(boxes, from);
}

/** IoU of the first shape of `one` and the shape of `others` that begins at `k`. */
function overlapOf(one: Float64Array, others: Float64Array, k: number): number {
  const width = Math.min(one[2]!, others[k + 2]!) - Math.max(one[0]!, others[k]!);
  if (width <= 0) return 0;
  const height = Math.min(one[3]!, others[k + 3]!) - Math.max(one[1]!, others[k + 1]!);
  if (height <= 0) return 0;
  const shared = width * height;
  return shared / (one[4]! + others[k + 4]! - shared);
}
