import type { Prediction } from '#submissions/format.ts';
import { clip, mapBox, type PixelBounds, type Size, smartResize, type WholeBox } from './geometry.ts';
import { probabilityOf } from './probability.ts';
import { labelOfVerdict, parseResponse, type Response } from './response.ts';
import type { ResponseRegion } from './response-regions.ts';

/** What is known of one answer. */
export interface ModelAnswer {
  answer: string;
  /** of the verdict; null where the server gives no log-probabilities or no verdict was said */
  logOdds: number | null;
}

const thousandths: Size = [1000, 1000];
const maxRegions = 100;
const maxTextLength = 1000;

/**
 * The prediction line of one answer: boxes mapped from the model's image to the published one and clipped to it. An
 * answer without a verdict becomes a "fake" without an explanation and, where others have a score, 0.5: it is counted
 * as a parse failure and never passes for "real".
 * @param scored whether every line of the file carries a score
 */
export function predictionOf(
  image: { imageId: string; size: Size },
  told: ModelAnswer,
  { pixels, scored }: { pixels: PixelBounds; scored: boolean },
): { prediction: Prediction; response: Response } {
  const response = parseResponse(told.answer);
  const label = response.verdict === null ? 'fake' : labelOfVerdict[response.verdict];
  const score = scored ? { score: probabilityOf(told.logOdds ?? 0) } : {};
  const line = { image_id: image.imageId, label, ...score };
  if (response.verdict !== 'generated') return { prediction: line, response };
  const seen = smartResize(image.size, pixels);
  const regions = response.regions.flatMap((region) => {
    const box = clip(onImage(region, seen, image.size), image.size);
    const text = Array.from(region.text).slice(0, maxTextLength).join('');
    return box ? [{ box: [...box] as [number, number, number, number], text }] : [];
  });
  return { prediction: { ...line, regions: regions.slice(0, maxRegions), tags: response.tags }, response };
}

function onImage(region: ResponseRegion, seen: Size, published: Size): WholeBox {
  return mapBox(region.box, region.notation === 'internvl' ? thousandths : seen, published);
}
