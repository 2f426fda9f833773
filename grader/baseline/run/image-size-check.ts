import type { ManifestLine } from '#submissions/format.ts';
import type { AnswerRecord } from './answer-file.ts';
import { type PixelBounds, sizeFactor, smartResize } from './geometry.ts';
import { parseResponse } from './response.ts';

type CheckedAnswer = Pick<AnswerRecord, 'image_id' | 'answer' | 'prompt_tokens'>;

/**
 * Checks that the server scales images to the size that the pixel bounds give; at another size boxes are mapped to the
 * wrong places. The size follows from the prompt's length: one token for every 28 × 28 pixels and the same number of
 * text tokens for every image. Only answers with boxes in pixels are checked, of servers that count tokens.
 * @returns a check that throws, with what to do, at the first answer that contradicts the bounds
 */
export function checkImageSizes(
  manifest: readonly ManifestLine[],
  pixels: PixelBounds,
): (answered: CheckedAnswer) => void {
  const sizes = new Map(manifest.map(({ image_id, width, height }) => [image_id, [width, height] as const]));
  let expected: number | null = null;
  return ({ image_id, answer, prompt_tokens }) => {
    const size = sizes.get(image_id);
    if (!size || prompt_tokens === 0) return;
    if (!parseResponse(answer).regions.some(({ notation }) => notation !== 'internvl')) return;
    const [width, height] = smartResize(size, pixels);
    const textTokens = prompt_tokens - (width * height) / sizeFactor ** 2;
    expected ??= textTokens;
    if (textTokens !== expected)
      throw new Error(
        `The server sees image ${image_id} at another size than ${width}x${height}, which ${pixels.min} to ${pixels.max} pixels give, so boxes would lie wrong. Begin a run with the bounds of the server's processor (size in its processor_config.json).`,
      );
  };
}
