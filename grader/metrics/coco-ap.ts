/** IoU thresholds 0.50…0.95, as numpy.linspace makes them. */
export const cocoThresholds = Float64Array.from({ length: 10 }, (_, i) =>
  i === 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9),
);
/** Recall points 0…1, as numpy.linspace makes them. */
const recallPoints = Float64Array.from({ length: 101 }, (_, i) => (i === 100 ? 1 : i * 0.01));
/** numpy.spacing(1) */
const spacing = 2 ** -52;

/**
 * COCO average precision at each of the ten {@link cocoThresholds} (pycocotools accumulate): `masks: [detections]` are
 * those of openCocoMatcher for all images, by falling score, equals in the order of coco-ties.ts; `annotated` > 0
 * annotations in all. All zeros without a detection. Precision only falls between hits, so one walk from the last hit to
 * the first finds the highest precision from each recall on.
 *
 * @example
 * cocoAp(Uint16Array.of(0b1, 0, 0b1), 2)[0] // ≈ 0.834983
 * cocoAp(Uint16Array.of(0b1), 1)[1] // → 0
 */
export function cocoAp(masks: Uint16Array, annotated: number): Float64Array {
  const thresholds = cocoThresholds.length;
  const hits = new Int32Array(thresholds); // [thresholds], found up to a place
  for (let i = 0; i < masks.length; i++) {
    for (let rest = masks[i]!; rest; rest &= rest - 1) hits[31 - Math.clz32(rest & -rest)]!++;
  }
  const pointOf = pointsOfRecalls(annotated);
  const highest = new Float64Array(thresholds);
  const precisions = new Float64Array(thresholds * recallPoints.length); // [thresholds × recall points]
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
