import type { ImageSize } from '#submissions/box-convention.ts';
import type { Box, Prediction } from '#submissions/format.ts';
import type { IssueHint } from '#submissions/issue.ts';
import { conventions } from './conventions.ts';
import type { DoctorImage, ImageFinder } from './images.ts';
import { type ReadLine, readLine } from './line-forms.ts';

/** A line that was understood, with the image it is about and everything that was changed to get here. */
export interface Understood extends ReadLine {
  image: DoctorImage;
}

/** What a line is, or why it cannot be mended; `stranger` is an id that no image of the split has. */
export type Reading =
  | { read: Understood; why: null; stranger: null }
  | { read: null; why: string; stranger: string | null };

/** One line of whatever form, read for the images of a split. Never throws. */
export function understand(value: unknown, find: ImageFinder): Reading {
  let line: ReadLine;
  try {
    line = readLine(value);
  } catch (error) {
    return { read: null, why: error instanceof Error ? error.message : String(error), stranger: null };
  }
  const found = find(line.written);
  if (!found) {
    const why = `There is no image ${JSON.stringify(line.written)} in this split. Is the file for another split?`;
    return { read: null, why, stranger: line.written };
  }
  const changes = [
    ...(line.form === 'prediction' ? [] : [`are ${line.form} and become a prediction`]),
    ...(found.how ? [found.how] : []),
    ...line.changes,
  ];
  return { read: { ...line, image: found.image, changes }, why: null, stranger: null };
}

/** Puts one line right, or null where no program can. */
export type Mender = (value: unknown) => Prediction | null;

/**
 * Mends lines where only one reading fits, with the convention that the file's examination found. Nothing about what a
 * line says of an image is guessed; the checker has the last word on the result.
 */
export function openMender(find: ImageFinder, hint: IssueHint | null): Mender {
  return (value) => {
    const { read } = understand(value, find);
    if (!read) return null;
    const { image, prediction, thousandths } = read;
    const { regions } = prediction;
    if (!Array.isArray(regions)) return { image_id: image.image_id, ...prediction };
    const changed = regions.map((region) =>
      isBox(region?.box) ? { ...region, box: convertBox(region.box, image, { thousandths, hint }) } : region,
    );
    return { image_id: image.image_id, ...prediction, regions: changed };
  };
}

/** A box as it is meant: one in thousandths whatever the file does, else in the file's convention. */
export function convertBox(
  box: Box,
  size: ImageSize,
  { thousandths, hint }: { thousandths: boolean; hint: IssueHint | null },
): Box {
  const convention = thousandths ? conventions.looks_norm1000 : hint && conventions[hint];
  return convention ? convention.convert(box, size) : box;
}

/** The boxes of a line that are four finite numbers. */
export function boxesOf({ prediction }: ReadLine): Box[] {
  const { regions } = prediction;
  return Array.isArray(regions) ? regions.flatMap((region) => (isBox(region?.box) ? [region.box] : [])) : [];
}

function isBox(value: unknown): value is Box {
  return Array.isArray(value) && value.length === 4 && value.every((n) => Number.isFinite(n));
}
