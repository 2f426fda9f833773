/** [4 × boxes]: box k is `boxes[4k…4k+3]` = x1, y1, x2, y2 in pixels, half-open, x1 < x2 and y1 < y2. */
type Boxes = Float64Array;

/**
 * IoU of box `a` of `first` and box `b` of `second`; 0 when they only touch.
 *
 * @example
 * boxIou(Float64Array.of(0, 0, 10, 10), 0, Float64Array.of(0, 0, 10, 5), 0) // → 0.5
 * boxIou(Float64Array.of(0, 0, 10, 10), 0, Float64Array.of(10, 0, 20, 10), 0) // → 0
 */
export function boxIou(first: Boxes, a: number, second: Boxes, b: number): number {
  const width = Math.min(first[4 * a + 2]!, second[4 * b + 2]!) - Math.max(first[4 * a]!, second[4 * b]!);
  if (width <= 0) return 0;
  const height = Math.min(first[4 * a + 3]!, second[4 * b + 3]!) - Math.max(first[4 * a + 1]!, second[4 * b + 1]!);
  if (height <= 0) return 0;
  const shared = width * height;
  return shared / (boxArea(first, a) + boxArea(second, b) - shared);
}

/**
 * The area of box `k` in square pixels.
 *
 * @example
 * boxArea(Float64Array.of(0, 0, 1, 1, 2, 3, 6, 5), 1) // → 8
 */
export function boxArea(boxes: Boxes, k: number): number {
  return (boxes[4 * k + 2]! - boxes[4 * k]!) * (boxes[4 * k + 3]! - boxes[4 * k + 1]!);
}

export interface UnionAreas {
  /** area(∪P), area(∪G), area(∪P ∩ ∪G), in square pixels */
  predicted: number;
  annotated: number;
  shared: number;
}

/** Areas of the unions of `p` and of `g` boxes, and of what they share. */
export type AreaAccumulator = (predicted: Boxes, p: number, annotated: Boxes, g: number) => UnionAreas;

/**
 * Exact areas of two unions of boxes (p and g of them) and of their intersection: a sweep over the distinct x
 * coordinates; in each strip the covered length is the union of the y intervals. O((p+g)²) for the few boxes of an image.
 * All 0 without boxes. Holds working memory; the result is used again at the next call.
 *
 * @example
 * const measure = openAreaAccumulator();
 * measure(Float64Array.of(0, 0, 4, 4, 2, 0, 6, 4), 2, Float64Array.of(4, 0, 8, 4), 1)
 * // → { predicted: 24, annotated: 16, shared: 8 }
 */
export function openAreaAccumulator(): AreaAccumulator {
  let room = 0;
  let xs = new Float64Array(0); // [2 × boxes of both], distinct and ascending
  let ofPredicted = new Int32Array(0); // [p], by top edge
  let ofAnnotated = new Int32Array(0); // [g], by top edge
  let a = new Float64Array(0); // [2 × intervals], disjoint: top, bottom, …
  let b = new Float64Array(0);
  const areas = { predicted: 0, annotated: 0, shared: 0 };

  function reserve(boxes: number): void {
    if (boxes <= room) return;
    room = 2 * boxes;
    xs = new Float64Array(2 * room);
    ofPredicted = new Int32Array(room);
    ofAnnotated = new Int32Array(room);
    a = new Float64Array(2 * room);
    b = new Float64Array(2 * room);
  }

  return (predicted, p, annotated, g) => {
    reserve(p + g);
    let edges = insertEdges(xs, 0, predicted, p);
    edges = insertEdges(xs, edges, annotated, g);
    sortByTop(ofPredicted, predicted, p);
    sortByTop(ofAnnotated, annotated, g);
    areas.predicted = 0;
    areas.annotated = 0;
    areas.shared = 0;
    for (let strip = 0; strip + 1 < edges; strip++) {
      const left = xs[strip]!;
      const width = xs[strip + 1]! - left;
      const inA = coverStrip(a, predicted, ofPredicted, { n: p, left });
      const inB = coverStrip(b, annotated, ofAnnotated, { n: g, left });
      areas.predicted += width * totalLength(a, inA);
      areas.annotated += width * totalLength(b, inB);
      areas.shared += width * sharedLength(a, inA, b, inB);
    }
    return areas;
  };
}

/**
 * The areas of a single pair of unions, see {@link openAreaAccumulator}.
 *
 * @example
 * unionAreas(Float64Array.of(0, 0, 2, 2), 1, new Float64Array(0), 0) // → { predicted: 4, annotated: 0, shared: 0 }
 */
export function unionAreas(predicted: Boxes, p: number, annotated: Boxes, g: number): UnionAreas {
  return openAreaAccumulator()(predicted, p, annotated, g);
}

/**
 * IoU of two unions of boxes out of their areas; NaN when both are empty.
 *
 * @example
 * unionIou({ predicted: 24, annotated: 16, shared: 8 }) // → 0.25
 */
export function unionIou({ predicted, annotated, shared }: UnionAreas): number {
  return shared / (predicted + annotated - shared);
}

/** Puts the left and right edges of `n` boxes among the `edges` distinct ones of `xs`, ascending. Returns how many there are. */
function insertEdges(xs: Float64Array, edges: number, boxes: Boxes, n: number): number {
  let count = edges;
  for (let k = 0; k < 2 * n; k++) {
    const x = boxes[2 * k]!;
    let at = count;
    while (at > 0 && xs[at - 1]! > x) at--;
    if (at > 0 && xs[at - 1] === x) continue;
    for (let i = count; i > at; i--) xs[i] = xs[i - 1]!;
    xs[at] = x;
    count++;
  }
  return count;
}

/** The numbers of the first `n` boxes by their top edge. */
function sortByTop(order: Int32Array, boxes: Boxes, n: number): void {
  for (let k = 0; k < n; k++) {
    let at = k;
    for (; at > 0 && boxes[4 * order[at - 1]! + 1]! > boxes[4 * k + 1]!; at--) order[at] = order[at - 1]!;
    order[at] = k;
  }
}

/** The disjoint y intervals that `n` boxes cover in the strip that begins at `left`; returns how many numbers they take. */
function coverStrip(
  intervals: Float64Array,
  boxes: Boxes,
  order: Int32Array,
  { n, left }: { n: number; left: number },
): number {
  let used = 0;
  for (let place = 0; place < n; place++) {
    const k = 4 * order[place]!;
    if (boxes[k]! > left || boxes[k + 2]! <= left) continue;
    const top = boxes[k + 1]!;
    const bottom = boxes[k + 3]!;
    if (used === 0 || top > intervals[used - 1]!) {
      intervals[used++] = top;
      intervals[used++] = bottom;
    } else if (bottom > intervals[used - 1]!) intervals[used - 1] = bottom;
  }
  return used;
}

function totalLength(intervals: Float64Array, used: number): number {
  let length = 0;
  for (let i = 0; i < used; i += 2) length += intervals[i + 1]! - intervals[i]!;
  return length;
}

function sharedLength(a: Float64Array, inA: number, b: Float64Array, inB: number): number {
  let length = 0;
  for (let i = 0, j = 0; i < inA && j < inB; ) {
    length += Math.max(0, Math.min(a[i + 1]!, b[j + 1]!) - Math.max(a[i]!, b[j]!));
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return length;
}
