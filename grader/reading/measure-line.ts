import { openFakeMeter } from '#grader/metrics/statistics.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { openDetectionMeter } from './detections.ts';
import type { Intake, IntakePart } from './measurements.ts';
import type { StagedLine } from './parsed-line.ts';
import { clipRegions, openLineArranger } from './regions.ts';

/** Measures lines as they are read, so that nothing of them need be kept but numbers. */
export interface LineMeter {
  /** False when the line breaks a rule that spans fields or lines: the checker has to look. */
  add(line: StagedLine): boolean;
  finish(): IntakePart;
}

/** Several meters, each in its thread, may share the intake. */
export function openLineMeter(truth: TruthPack, intake: Intake): LineMeter {
  const { width, height, isFake, regionStart } = truth;
  const arrange = openLineArranger(truth);
  const measure = openFakeMeter(truth, intake.fakes);
  const detections = openDetectionMeter(truth);
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
      if (Atomics.exchange(intake.seen, image, 1) !== 0) return false;
      images++;
      intake.saysFake[image] = Number(saysFake);
      intake.tags[image] = tags;
      intake.regionCount[image] = regions.count;
      if (!Number.isNaN(score)) {
        intake.scores[image] = score;
        withScore++;
      }
      if (regions.scored > 0) detections.add(image, regions);
      if (isFake[image] && regionStart[image + 1]! > regionStart[image]!) measure(image, arrange(regions));
      return true;
    },
    finish: () => ({ images, withScore, regionsScored, detections: detections.finish() }),
  };
}
