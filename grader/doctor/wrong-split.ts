import type { Split } from '#submissions/terms.ts';
import { unknownShare } from '#submissions/unknown-ids.ts';
import type { Diagnosis } from './examine.ts';
import { type DoctorImage, openImageFinder } from './images.ts';

/** The split whose ids a file has that has hardly any of its own; null when there is none. */
export function recogniseSplit(
  { unknown, lines }: Pick<Diagnosis, 'unknown' | 'lines'>,
  splits: Iterable<readonly [Split, Iterable<DoctorImage>]>,
): Split | null {
  if (unknown.count === 0 || unknown.count < lines * unknownShare) return null;
  for (const [split, images] of splits) {
    const find = openImageFinder(images);
    if (unknown.first.every((id) => find(id) !== null)) return split;
  }
  return null;
}

/** A sentence for a file that is for another split. */
export function describeSplit(split: Split): string {
  return `Its ids are those of the ${split} split.`;
}
