import { type Growing, reserve, sharedColumn, trimmed } from '#grader/arrays/shared.ts';
import { detectionsPerImage, openCocoMatcher } from '#grader/metrics/coco-matching.ts';
import { orderInImage } from '#grader/metrics/coco-ties.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { limits } from '#submissions/limits.ts';
import type { ParsedRegions } from './parsed-line.ts';

limits.regionsPerImage satisfies typeof detectionsPerImage; // so COCO's bound leaves no region out

/** Every detection, image after image in ascending order, in an image by falling score (equals by coco-ties.ts). */
export interface Detections {
  /** [detections], as all here */
  image: Int32Array;
  score: Float64Array;
  /** bit t: it matches an annotation at threshold t */
  mask: Uint16Array;
}

/** Matches the regions of images to the annotations, image after image in any order, and keeps them. */
export interface DetectionAccumulator {
  /** the regions as submitted, boxes clipped to the image; all have scores */
  add(image: number, regions: Pick<ParsedRegions, 'boxes' | 'scores' | 'count'>): void;
  /** what was added, image after image as it came */
  finish(): Detections;
}

export function openDetectionAccumulator(truth: TruthPack): DetectionAccumulator {
  const match = openCocoMatcher();
  const order = new Int32Array(detectionsPerImage);
  const none = new Uint16Array(detectionsPerImage);
  const image: Growing<Int32Array> = { values: sharedColumn(Int32Array, 4096), length: 0 };
  const score: Growing<Float64Array> = { values: sharedColumn(Float64Array, 4096), length: 0 };
  const mask: Growing<Uint16Array> = { values: sharedColumn(Uint16Array, 4096), length: 0 };
  return {
    add(each, { boxes, scores, count }) {
      orderInImage(order, scores, count);
      const firstG = truth.regionStart[each]!;
      const g = truth.regionStart[each + 1]! - firstG;
      const annotations = truth.boxes.subarray(4 * firstG, 4 * (firstG + g));
      const masks = g === 0 ? none : match({ boxes, order, d: count }, annotations, g);
      for (const column of [image, score, mask]) reserve(column as Growing<Float64Array>, count);
      for (let place = 0; place < count; place++) {
        image.values[image.length++] = each;
        score.values[score.length++] = scores[order[place]!]!;
        mask.values[mask.length++] = masks[place]!;
      }
    },
    finish: () => ({ image: trimmed(image), score: trimmed(score), mask: trimmed(mask) }),
  };
}

/** Joins the detections that several accumulators found in `images` images, by ascending image. */
export function joinDetections(parts: readonly Detections[], images: number): Detections {
  const next = new Int32Array(images + 1);
  for (const { image } of parts) for (let k = 0; k < image.length; k++) next[image[k]! + 1]!++;
  for (let i = 0; i < images; i++) next[i + 1]! += next[i]!;
  const joined = emptyDetections(next[images]!);
  for (const part of parts) {
    for (let k = 0; k < part.image.length; k++) {
      const at = next[part.image[k]!]!++;
      joined.image[at] = part.image[k]!;
      joined.score[at] = part.score[k]!;
      joined.mask[at] = part.mask[k]!;
    }
  }
  return joined;
}

/** Room for detections, in memory that threads can share. */
function emptyDetections(total: number): Detections {
  return {
    image: sharedColumn(Int32Array, total),
    score: sharedColumn(Float64Array, total),
    mask: sharedColumn(Uint16Array, total),
  };
}
