import { sharedColumn } from '#grader/arrays/shared.ts';
import { type ImageMeasurements, measureCount, pairCount } from '#grader/metrics/columns.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { type Detections, joinDetections } from './detections.ts';

/**
 * All that the metrics need of a submission, image by image: what its file holds, and what was measured of it. With the
 * truth it replaces the file. As secret as the answers where those are sealed: it gives away which labels were right.
 */
export interface Measurements extends ImageMeasurements {
  /** null when regions carry no scores */
  detections: Detections | null;
}

/** Where the lines of one file are gathered, in memory that threads share. */
export interface MeasurementBuffers {
  /** [n] 1: this image had its line */
  seen: Uint8Array;
  saysFake: Uint8Array;
  scores: Float64Array;
  tags: Uint8Array;
  regionCount: Uint8Array;
  fakes: ImageMeasurements['fakes'];
}

/** What one thread has gathered beside the buffers. */
export interface MeasurementPart {
  /** lines that were in order */
  images: number;
  /** of them, those with a score */
  withScore: number;
  /** whether regions have scores; null when there was none */
  regionsScored: boolean | null;
  detections: Detections;
}

/** Zeros for all images, in memory that threads share. */
export function emptyMeasurementBuffers({ n, fakes }: Pick<TruthPack, 'n' | 'fakes'>): MeasurementBuffers {
  return {
    seen: sharedColumn(Uint8Array, n),
    saysFake: sharedColumn(Uint8Array, n),
    scores: sharedColumn(Float64Array, n),
    tags: sharedColumn(Uint8Array, n),
    regionCount: sharedColumn(Uint8Array, n),
    fakes: {
      measures: sharedColumn(Float64Array, fakes * measureCount),
      pairs: sharedColumn(Uint8Array, fakes * pairCount),
    },
  };
}

/** The measurements of all images. Null when an image has no line, or some regions have scores and some have none: the file needs the checker. */
export function finishMeasurements(
  buffers: MeasurementBuffers,
  parts: readonly MeasurementPart[],
): Measurements | null {
  const { seen, scores, ...columns } = buffers;
  const count = (of: (part: MeasurementPart) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const scored = new Set(parts.map(({ regionsScored }) => regionsScored).filter((each) => each !== null));
  if (count(({ images }) => images) !== seen.length || scored.size > 1) return null;
  return {
    ...columns,
    scores: count(({ withScore }) => withScore) === seen.length ? scores : null,
    detections: scored.has(true)
      ? joinDetections(
          parts.map(({ detections }) => detections),
          seen.length,
        )
      : null,
  };
}
