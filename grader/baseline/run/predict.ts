import type { PredictedRegion, Prediction } from '#submissions/format.ts';
import { limits } from '#submissions/limits.ts';
import { clip, mapBox, type PixelBounds, type Size, smartResize, type WholeBox } from './geometry.ts';
import { probabilityOf } from './probability.ts';
import { labelOfVerdict, parseResponse, type Response } from './response.ts';

/** An answer as far as its prediction line depends on it. */
export interface ModelAnswer {
  /** as the model wrote it */
  answer: string;
  /** of the verdict; null without log-probabilities or without a verdict */
  logOdds: number | null;
}

/** InternVL's coordinates, whatever the size of the image. */
const thousandths: Size = [1000, 1000];

/**
 * The prediction line of one answer: boxes mapped from the model's image to the published one and clipped to it. An
 * answer without a verdict becomes a "fake" without an explanation and, where others have a score, 0.5: it is counted
 * as a parse failure and never passes for "real". Regions and texts beyond the limits of a prediction file are cut off.
 * @param scored whether every line of the file carries a score
 */
export function predictionOf(
  image: { imageId: string; size: Size },
  { answer, logOdds }: ModelAnswer,
  { pixels, scored }: { pixels: PixelBounds; scored: boolean },
): { prediction: Prediction; response: Response } {
  const response = parseResponse(answer);
  const label = response.verdict === null ? 'fake' : labelOfVerdict[response.verdict];
  const score = scored ? { score: probabilityOf(logOdds ?? 0) } : {};
  const line = { image_id: image.imageId, label, ...score };
  if (response.verdict !== 'generated') return { prediction: line, response };
  const regions = regionsOnImage(response, image.size, pixels).flatMap(({ box, text }): PredictedRegion[] => {
    const clipped = clip(box, image.size);
    if (!clipped) return [];
    const [x1, y1, x2, y2] = clipped;
    return [{ box: [x1, y1, x2, y2], text: Array.from(text).slice(0, limits.textCharacters).join('') }];
  });
  const kept = regions.slice(0, limits.regionsPerImage);
  return { prediction: { ...line, regions: kept, tags: response.tags }, response };
}

/** The regions of an answer in pixels of the published image, not clipped to it. @param size of the published image */
export function regionsOnImage(
  { regions }: Response,
  size: Size,
  pixels: PixelBounds,
): { text: string; box: WholeBox }[] {
  if (regions.length === 0) return [];
  const seen = smartResize(size, pixels);
  return regions.map(({ text, box, notation }) => ({
    text,
    box: mapBox(box, notation === 'internvl' ? thousandths : seen, size),
  }));
}
