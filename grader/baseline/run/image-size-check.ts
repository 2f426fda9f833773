import type { ManifestLine } from '#submissions/format.ts';
import type { AnswerRecord } from './answer-file.ts';
import { type PixelBounds, sizeFactor, smartResize } from './geometry.ts';
import { parseResponse } from './response.ts';

type Seen = Pick<AnswerRecord, 'image_id' | 'answer' | 'prompt_tokens'>;

/**
 * Watches that the server sees images at the size the bounds give, else boxes would be mapped to the wrong places. The
 * length of the prompt tells: one token for every 28 × 28 pixels, and the same text around them for every image. Looked
 * at where boxes in pixels were said, and the server counts tokens.
 * @throws (the returned function) at the first answer that cannot be, with what to do
 */
export function watchSizes(manifest: readonly ManifestLine[], pixels: PixelBounds): (seen: Seen) => void {
  const sizes = new Map(manifest.map(({ image_id, width, height }) => [image_id, [width, height] as const]));
  let around: number | null = null;
  return ({ image_id, answer, prompt_tokens }) => {
    const size = sizes.get(image_id);
    if (!size || prompt_tokens === 0) return;
    if (!parseResponse(answer).regions.some(({ notation }) => notation !== 'internvl')) return;
    const [width, height] = smartResize(size, pixels);
    const text = prompt_tokens - (width * height) / sizeFactor ** 2;
    around ??= text;
    if (text !== around)
      throw new Error(
        `The server sees image ${image_id} at another size than ${width}x${height}, which ${pixels.min} to ${pixels.max} pixels give, so boxes would lie wrong. Begin a run with the bounds of the server's processor (size in its processor_config.json).`,
      );
  };
}
