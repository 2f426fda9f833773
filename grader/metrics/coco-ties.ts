import { argsortDescending } from './argsort.ts';

/**
 * COCO AP's rules for equals, as pycocotools has them (cocoeval.py: evaluateImg, accumulate). They decide the value
 * wherever a submission gives several regions the same score or annotations overlap alike; it is the one number in which
 * the order of regions may matter (docs/decisions/0003-coco-ties.md).
 */

/**
 * Equal scores in an image: the detections stay as submitted (a stable sort, highest first). Writes the numbers of the
 * first `count` of `scores` into `order`.
 *
 * @example
 * const order = new Int32Array(3);
 * orderInImage(order, Float64Array.of(0.5, 0.9, 0.5), 3);
 * order // → [1, 0, 2]
 */
export function orderInImage(order: Int32Array, scores: Float64Array, count: number): void {
  for (let k = 0; k < count; k++) {
    let at = k;
    for (; at > 0 && scores[order[at - 1]!]! < scores[k]!; at--) order[at] = order[at - 1]!;
    order[at] = k;
  }
}

/**
 * Equal scores of all images: by image, then by place in the image, for that is how the detections are listed. The
 * numbers of `scores: [detections]`, highest first; none is NaN.
 *
 * @example
 * orderAllDetections(Float64Array.of(0.5, 0.9, 0.5)) // → [1, 0, 2]
 */
export function orderAllDetections(scores: Float64Array): Int32Array {
  return argsortDescending(scores);
}

/**
 * Equal overlaps: a detection takes the last of the free annotations that it overlaps most, so an equal one replaces the
 * best so far. `best` is the threshold before the first one: an overlap equal to it is a match.
 *
 * @example
 * isBetterMatch(0.5, 0.5) // → true
 * isBetterMatch(0.49, 0.5) // → false
 */
export function isBetterMatch(overlap: number, best: number): boolean {
  return overlap >= best;
}
