import { matchedIou, nearestIou, type PixelBounds, unionIou, type WholeBox } from '#grader/baseline/run/geometry.ts';
import { predictionOf } from '#grader/baseline/run/predict.ts';
import type { ManifestLine, Truth } from '#submissions/format.ts';

/** Three definitions of the IoU of two sets of boxes (docs/baseline.md), the grader's own first. */
export const iouRules = { union: unionIou, nearest: nearestIou, matched: matchedIou } as const;
export type IouRule = keyof typeof iouRules;
export const iouRuleNames = Object.keys(iouRules) as IouRule[];

/** Means over the annotated fakes; a fake that was called real counts 0. */
export type IouByRule = Record<IouRule, number> & { fakes: number };

/** IoU of one answer's boxes with an image's annotated ones, on the published image, by every rule. */
export function iousOf(line: ManifestLine, answer: string, truth: Truth, pixels: PixelBounds): Record<IouRule, number> {
  const image = { imageId: line.image_id, size: [line.width, line.height] as const };
  const { prediction } = predictionOf(image, { answer, logOdds: null }, { pixels, scored: false });
  const predicted = (prediction.regions ?? []).map(({ box }): WholeBox => box);
  const annotated = truth.label === 'fake' ? truth.regions.map(({ box }): WholeBox => box) : [];
  return {
    union: unionIou(predicted, annotated),
    nearest: nearestIou(predicted, annotated),
    matched: matchedIou(predicted, annotated),
  };
}

/**
 * The IoU of stored answers by every rule; `union` is the report's own IoU. Null without an annotated fake.
 * @param answers by image id; an image without one counts 0
 */
export function iouByRule(
  manifest: readonly ManifestLine[],
  answers: ReadonlyMap<string, string>,
  { truths, pixels }: { truths: readonly Truth[]; pixels: PixelBounds },
): IouByRule | null {
  const lines = new Map(manifest.map((line) => [line.image_id, line]));
  const sums: IouByRule = { union: 0, nearest: 0, matched: 0, fakes: 0 };
  for (const truth of truths) {
    if (truth.label === 'real' || truth.regions.length === 0) continue;
    sums.fakes++;
    const line = lines.get(truth.image_id);
    const answer = answers.get(truth.image_id);
    if (!line || answer === undefined) continue;
    const ious = iousOf(line, answer, truth, pixels);
    for (const rule of iouRuleNames) sums[rule] += ious[rule];
  }
  if (sums.fakes === 0) return null;
  for (const rule of iouRuleNames) sums[rule] /= sums.fakes;
  return sums;
}
