import { boxArea } from './rectangles.ts';

/** IoU thresholds 0.50…0.95 and recall points 0…1, as numpy.linspace makes them. */
export const cocoThresholds = Float64Array.from({ length: 10 }, (_, i) =>
  i === 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9),
);
const recallPoints = Float64Array.from({ length: 101 }, (_, i) => (i === 100 ? 1 : i * 0.01));
/** numpy.spacing(1) */
const spacing = 2 ** -52;
export const detectionsPerImage = 100;

/**
 * COCO's greedy matching in one image (pycocotools evaluateImg): for each of `d` detections, in the given order (highest
 * score first), a bit mask of the thresholds at which it finds a free one of `g` annotations. Of equal overlaps the last
 * one is taken. Holds working memory; the masks are good until the next call.
 */
export type CocoMatcher = (
  detections: { boxes: Float64Array; order: Int32Array; d: number },
  annotations: Float64Array,
  g: number,
) => Uint16Array;

export function openCocoMatcher(): CocoMatcher {
  const masks = new Uint16Array(detectionsPerImage);
  let overlaps = new Float64Array(256);
  let taken = new Uint8Array(64);
  let shapes = new Float64Array(5 * 64);
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
          if (overlaps[d * g + k]! < best || taken[k]) continue;
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

/**
 * COCO average precision at each threshold (pycocotools accumulate): `masks` of all detections by falling score, equal
 * scores by image and then by place in the image; `annotated` > 0 annotations in all. Precision only falls between hits,
 * so one walk from the last hit to the first finds the highest precision from each recall on.
 */
export function cocoAp(masks: Uint16Array, annotated: number): Float64Array {
  const thresholds = cocoThresholds.length;
  const hits = new Int32Array(thresholds);
  for (let i = 0; i < masks.length; i++) {
    for (let rest = masks[i]!; rest; rest &= rest - 1) hits[31 - Math.clz32(rest & -rest)]!++;
  }
  const pointOf = pointsOfRecalls(annotated);
  const highest = new Float64Array(thresholds);
  /** threshold after threshold, the precision at each recall point */
  const precisions = new Float64Array(thresholds * recallPoints.length);
  for (let i = masks.length - 1; i >= 0; i--) {
    for (let rest = masks[i]!; rest; rest &= rest - 1) {
      const t = 31 - Math.clz32(rest & -rest);
      const hit = hits[t]!--;
      highest[t] = Math.max(highest[t]!, hit / (i + 1 + spacing));
      for (let point = pointOf[hit - 1]!; point < pointOf[hit]!; point++) {
        precisions[t * recallPoints.length + point] = highest[t]!;
      }
    }
  }
  return highest.map((best, t) => {
    const from = t * recallPoints.length;
    precisions[from] = best; // recall 0 is reached before the first hit
    let sum = 0;
    for (let point = 0; point < recallPoints.length; point++) sum += precisions[from + point]!;
    return sum / recallPoints.length;
  });
}

/** For each number of hits how many of the recall points are reached. */
function pointsOfRecalls(annotated: number): Uint8Array {
  const reached = new Uint8Array(annotated + 1);
  for (let hit = 0, point = 0; hit <= annotated; hit++) {
    while (point < recallPoints.length && hit / annotated >= recallPoints[point]!) point++;
    reached[hit] = point;
  }
  return reached;
}
