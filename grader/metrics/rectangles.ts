/** Boxes lie flat in one array: box k is `boxes[4k…4k+3]` = x1, y1, x2, y2 in pixels, half-open. */
type Boxes = Float64Array;

/** IoU of box `a` of `first` and box `b` of `second`; 0 when they only touch. */
export function boxIou(first: Boxes, a: number, second: Boxes, b: number): number {
  const width = Math.min(first[4 * a + 2]!, second[4 * b + 2]!) - Math.max(first[4 * a]!, second[4 * b]!);
  if (width <= 0) return 0;
  const height = Math.min(first[4 * a + 3]!, second[4 * b + 3]!) - Math.max(first[4 * a + 1]!, second[4 * b + 1]!);
  if (height <= 0) return 0;
  const shared = width * height;
  return shared / (boxArea(first, a) + boxArea(second, b) - shared);
}

export function boxArea(boxes: Boxes, k: number): number {
  return (boxes[4 * k + 2]! - boxes[4 * k]!) * (boxes[4 * k + 3]! - boxes[4 * k + 1]!);
}

export interface UnionAreas {
  /** area(∪P), area(∪G), area(∪P ∩ ∪G), in square pixels */
  predicted: number;
  annotated: number;
  shared: number;
}

/**
 * Exact areas of two unions of boxes (p and g of them) and of their intersection: a sweep over the distinct x
 * coordinates; in each strip the covered length is the union of the y intervals. O((p+g)²) for the few boxes of an image.
 */
export function unionAreas(predicted: Boxes, p: number, annotated: Boxes, g: number): UnionAreas {
  const areas = { predicted: 0, annotated: 0, shared: 0 };
  const xs = distinctXs(predicted, p, annotated, g);
  const ofPredicted = byTop(predicted, p);
  const ofAnnotated = byTop(annotated, g);
  for (let strip = 0; strip + 1 < xs.length; strip++) {
    const left = xs[strip]!;
    const width = xs[strip + 1]! - left;
    const a = coveredIntervals(predicted, ofPredicted, left);
    const b = coveredIntervals(annotated, ofAnnotated, left);
    areas.predicted += width * totalLength(a);
    areas.annotated += width * totalLength(b);
    areas.shared += width * sharedLength(a, b);
  }
  return areas;
}

function distinctXs(first: Boxes, p: number, second: Boxes, g: number): number[] {
  const xs: number[] = [];
  for (let k = 0; k < p; k++) xs.push(first[4 * k]!, first[4 * k + 2]!);
  for (let k = 0; k < g; k++) xs.push(second[4 * k]!, second[4 * k + 2]!);
  return xs.sort((a, b) => a - b).filter((x, i) => i === 0 || x !== xs[i - 1]);
}

/** The numbers of the first `n` boxes by their top edge. */
function byTop(boxes: Boxes, n: number): number[] {
  return Array.from({ length: n }, (_, k) => k).sort((a, b) => boxes[4 * a + 1]! - boxes[4 * b + 1]!);
}

/** Disjoint y intervals [top, bottom, …] that the boxes cover in the strip that begins at `left`. */
function coveredIntervals(boxes: Boxes, order: readonly number[], left: number): number[] {
  const intervals: number[] = [];
  for (const k of order) {
    if (boxes[4 * k]! > left || boxes[4 * k + 2]! <= left) continue;
    const top = boxes[4 * k + 1]!;
    const bottom = boxes[4 * k + 3]!;
    const last = intervals.length - 1;
    if (last < 0 || top > intervals[last]!) intervals.push(top, bottom);
    else if (bottom > intervals[last]!) intervals[last] = bottom;
  }
  return intervals;
}

function totalLength(intervals: readonly number[]): number {
  let length = 0;
  for (let i = 0; i < intervals.length; i += 2) length += intervals[i + 1]! - intervals[i]!;
  return length;
}

function sharedLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    length += Math.max(0, Math.min(a[i + 1]!, b[j + 1]!) - Math.max(a[i]!, b[j]!));
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return length;
}
