import { openFakeAccumulator } from '#grader/metrics/fake-measurements.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { openDetectionAccumulator } from './detections.ts';
import type { MeasurementBuffers, MeasurementPart } from './measurements.ts';
import type { ParsedLine } from './parsed-line.ts';
import { clipRegions, openRegionCanonicaliser } from './regions.ts';

/** Measures lines as they are parsed, so that nothing of them need be kept but numbers. */
export interface LineAccumulator {
  /** False when the line breaks a rule that spans fields or lines: the file needs the checker. */
  add(line: ParsedLine): boolean;
  finish(): MeasurementPart;
}

/** An accumulator of one thread; several may share the buffers. */
export function openLineAccumulator(truth: TruthPack, buffers: MeasurementBuffers): LineAccumulator {
  const { width, height, isFake, regionStart } = truth;
  const canonicalise = openRegionCanonicaliser(truth);
  const measure = openFakeAccumulator(truth, buffers.fakes);
  const detections = openDetectionAccumulator(truth);
  let images = 0;
  let withScore = 0;
  let regionsScored: boolean | null = null;

  return {
    add({ image, saysFake, score, tags, regions }) {
      if (!saysFake && (regions.count > 0 || tags !== 0)) return false;
      if (regions.count > 0) {
        regionsScored ??= regions.scored > 0;
        if (regions.scored !== (regionsScored ? regions.count : 0)) return false;
        if (!clipRegions(regions, width[image]!, height[image]!)) return false;
      }
      if (Atomics.exchange(buffers.seen, image, 1) !== 0) return false;
      images++;
      buffers.saysFake[image] = Number(saysFake);
      buffers.tags[image] = tags;
      buffers.regionCount[image] = regions.count;
      if (!Number.isNaN(score)) {
        buffers.scores[image] = score;
        withScore++;
      }
      if (regions.scored > 0) detections.add(image, regions);
      if (isFake[image] && regionStart[image + 1]! > regionStart[image]!) measure(image, canonicalise(regions));
      return true;
    },
    finish: () => ({ images, withScore, regionsScored, detections: detections.finish() }),
  };
}
