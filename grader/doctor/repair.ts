import type { ImageSize } from '#submissions/box-convention.ts';
import { isFourNumbers } from '#submissions/check-region.ts';
import type { Box } from '#submissions/format.ts';
import type { IssueHint } from '#submissions/issue.ts';
import { type Fields, isFields } from '#submissions/line-notes.ts';
import { conventions } from './conventions.ts';
import type { DoctorImage, ImageFinder } from './images.ts';
import { type RecognisedLine, recogniseLine, UnrepairableLine } from './line-forms.ts';

/** A line whose form was recognised, with its image and everything that was changed. */
export interface InterpretedLine extends RecognisedLine {
  image: DoctorImage;
}

/** What a line is, or why it cannot be repaired; `unknownId` is an id that no image of the split has. */
export type Interpretation =
  | { line: InterpretedLine; why: null; unknownId: null }
  | { line: null; why: string; unknownId: string | null };

/** One line of whatever form, interpreted for the images of a split. Never throws for what is in the line. */
export function interpretLine(value: unknown, find: ImageFinder): Interpretation {
  let line: RecognisedLine;
  try {
    line = recogniseLine(value);
  } catch (error) {
    if (!(error instanceof UnrepairableLine)) throw error;
    return { line: null, why: error.message, unknownId: null };
  }
  const found = find(line.written);
  if (!found) {
    const why = `There is no image ${JSON.stringify(line.written)} in this split. Is the file for another split?`;
    return { line: null, why, unknownId: line.written };
  }
  const changes = [
    ...(line.form === 'prediction' ? [] : [`are ${line.form} and become a prediction`]),
    ...(found.how ? [found.how] : []),
    ...line.changes,
  ];
  return { line: { ...line, image: found.image, changes }, why: null, unknownId: null };
}

/** The repaired line, still to be checked, or null where no program can repair it. */
export type Repairer = (value: unknown) => Fields | null;

/**
 * Repairs lines where only one reading fits, with the convention that the file's examination found. Nothing about what a
 * line says of an image is guessed.
 */
export function openRepairer(find: ImageFinder, hint: IssueHint | null): Repairer {
  return (value) => {
    const { line } = interpretLine(value, find);
    if (!line) return null;
    const { image, fields, thousandths } = line;
    const regions = fields['regions'];
    if (!Array.isArray(regions)) return { image_id: image.image_id, ...fields };
    const changed = regions.map((region: unknown) => {
      const box = boxOf(region);
      return box && isFields(region) ? { ...region, box: convertBox(box, image, { thousandths, hint }) } : region;
    });
    return { image_id: image.image_id, ...fields, regions: changed };
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
export function boxesOf({ fields }: RecognisedLine): Box[] {
  const regions = fields['regions'];
  if (!Array.isArray(regions)) return [];
  return regions.flatMap((region: unknown) => {
    const box = boxOf(region);
    return box ? [box] : [];
  });
}

function boxOf(region: unknown): Box | null {
  return isFields(region) && isFourNumbers(region['box']) ? region['box'] : null;
}
