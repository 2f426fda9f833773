import { bestAssignment } from '#grader/metrics/assignment.ts';
import { boxIou, unionAreas } from '#grader/metrics/rectangles.ts';

/**
 * The model's image size, coordinates on it and on the published image, and overlap of box sets: the same to the bit as
 * train/fakexplainer/geometry.py (tests/golden/baseline/). A box is [x1, y1, x2, y2] in whole pixels, half-open.
 */
export type WholeBox = readonly [x1: number, y1: number, x2: number, y2: number];
export type Size = readonly [width: number, height: number];

const maxAspectRatio = 200;
/** 14-pixel patches, merged two by two. */
export const sizeFactor = 28;

/** Bounds on the pixels of an image as the model sees it. */
export interface PixelBounds {
  min: number;
  max: number;
}

/**
 * The size Qwen2.5-VL sees an image at: multiples of 28, pixels within the bounds. Halves round to even, as in the
 * Python it comes from (qwen_vl_utils `smart_resize`). @throws RangeError for an aspect ratio above 200
 */
export function smartResize([width, height]: Size, { min, max }: PixelBounds): Size {
  if (Math.max(width, height) > maxAspectRatio * Math.min(width, height))
    throw new RangeError(`An image of ${width}x${height} is too long and thin: at most ${maxAspectRatio}:1.`);
  const nearest = (length: number) => Math.max(sizeFactor, roundHalfToEven(length / sizeFactor) * sizeFactor);
  const [w, h] = [nearest(width), nearest(height)];
  if (w * h > max) {
    const shrink = Math.sqrt((width * height) / max);
    const below = (length: number) => Math.max(sizeFactor, Math.floor(length / shrink / sizeFactor) * sizeFactor);
    return [below(width), below(height)];
  }
  if (w * h < min) {
    const grow = Math.sqrt(min / (width * height));
    const above = (length: number) => Math.ceil((length * grow) / sizeFactor) * sizeFactor;
    return [above(width), above(height)];
  }
  return [w, h];
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** A coordinate on an edge of one length on an edge of another, halves rounded up, in whole numbers throughout. */
function rescale(value: number, fromLength: number, toLength: number): number {
  return Math.floor((2 * value * toLength + fromLength) / (2 * fromLength));
}

/** The box on another size of the same image. */
export function mapBox([x1, y1, x2, y2]: WholeBox, [fw, fh]: Size, [tw, th]: Size): WholeBox {
  return [rescale(x1, fw, tw), rescale(y1, fh, th), rescale(x2, fw, tw), rescale(y2, fh, th)];
}

/** The part of the box inside the image; null where nothing is left. */
export function clip([x1, y1, x2, y2]: WholeBox, [width, height]: Size): WholeBox | null {
  const box = [Math.max(x1, 0), Math.max(y1, 0), Math.min(x2, width), Math.min(y2, height)] as const;
  return box[0] < box[2] && box[1] < box[3] ? box : null;
}

/** IoU of the areas two sets cover; 0 when both are empty (the caller decides what that means). */
export function unionIou(a: readonly WholeBox[], b: readonly WholeBox[]): number {
  const { predicted, annotated, shared } = unionAreas(flat(a), a.length, flat(b), b.length);
  const either = predicted + annotated - shared;
  return either === 0 ? 0 : shared / either;
}

/**
 * The rule of the authors' 2025 training code: each predicted box takes the nearest unused reference box by centre;
 * sum of IoUs over the number of reference boxes. Surplus boxes cost nothing. 0 without a reference box.
 */
export function nearestIou(predicted: readonly WholeBox[], reference: readonly WholeBox[]): number {
  if (reference.length === 0) return 0;
  const free = reference.map((_, i) => i);
  const [p, r] = [flat(predicted), flat(reference)];
  let total = 0;
  for (let k = 0; k < predicted.length && free.length > 0; k++) {
    const distance = (i: number) => centreDistance(predicted[k]!, reference[i]!);
    const nearest = free.reduce((best, i) => (distance(i) < distance(best) ? i : best));
    free.splice(free.indexOf(nearest), 1);
    total += boxIou(p, k, r, nearest);
  }
  return total / reference.length;
}

function centreDistance(p: WholeBox, q: WholeBox): number {
  const [dx, dy] = [p[0] + p[2] - q[0] - q[2], p[1] + p[3] - q[1] - q[3]];
  return dx * dx + dy * dy;
}

/** Best one-to-one assignment: sum of IoUs over the larger of the two counts. 0 when either side is empty. */
export function matchedIou(predicted: readonly WholeBox[], reference: readonly WholeBox[]): number {
  if (predicted.length === 0 || reference.length === 0) return 0;
  const [p, r] = [flat(predicted), flat(reference)];
  const weights = new Float64Array(predicted.length * reference.length);
  predicted.forEach((_, k) => {
    reference.forEach((_, i) => {
      weights[k * reference.length + i] = boxIou(p, k, r, i);
    });
  });
  const total = bestAssignment(weights, predicted.length, reference.length);
  return total / Math.max(predicted.length, reference.length);
}

function flat(boxes: readonly WholeBox[]): Float64Array {
  return Float64Array.from(boxes.flat());
}
