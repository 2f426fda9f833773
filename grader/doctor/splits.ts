import type { Split } from '#submissions/terms.ts';
import { type DoctorImage, openImageFinder } from './images.ts';

/** The split whose images some ids belong to, all of them; null when there is none, or no id. */
export function recogniseSplit(
  ids: readonly string[],
  splits: Iterable<readonly [Split, Iterable<DoctorImage>]>,
): Split | null {
  if (ids.length === 0) return null;
  for (const [split, images] of splits) {
    const find = openImageFinder(images);
    if (ids.every((id) => find(id) !== null)) return split;
  }
  return null;
}

/** What to do about a file that is for another split. */
export function tellSplit(split: Split): string {
  return `Its ids are those of the ${split} split.`;
}
