import { type BoxEvidence, openConventionDetector } from '#submissions/box-convention.ts';
import type { Box } from '#submissions/format.ts';
import type { IssueHint } from '#submissions/issue.ts';
import { keptUnknownIds } from '#submissions/unknown-ids.ts';
import { conventions } from './conventions.ts';
import type { DoctorImage, ImageFinder } from './images.ts';
import { boxesOf, convertBox, interpretLine } from './repair.ts';
import type { OnValue } from './value-reader.ts';

/** One image of the file with its boxes. */
export interface Example {
  image: DoctorImage;
  /** the boxes as written and as they are meant, in pixels of the published image; the same where nothing changed */
  before: Box[];
  after: Box[];
}

/** What was recognised, as a predicate of the file, or of how many of the lines or boxes that could show it. */
export interface Finding {
  predicate: string;
  count: number;
  of: number;
  unit: 'file' | 'line' | 'box';
}

export interface Diagnosis {
  findings: Finding[];
  /** the convention of the boxes with its evidence; null when they look right, its hint null when two are equally possible */
  boxes: BoxEvidence | null;
  lines: number;
  /** lines no program can repair: how many, and the first with their reasons */
  unrepaired: { count: number; first: { line: number; why: string }[] };
  /** ids that no image of the split has: how many lines, and the first of them */
  unknown: { count: number; first: string[] };
  /** up to three images of the file; none when nothing was recognised */
  examples: Example[];
}

/** Examines a file from the values of its lines, one at a time. Memory does not grow with the file. */
export interface Examiner extends OnValue {
  /** `reading`: the convention that the team names for its boxes */
  diagnosis(reading?: IssueHint): Diagnosis;
}

const exampleCount = 3;
const mostUnrepaired = 5;
const boxesDrawn = 20;

/**
 * Recognises what a prediction file is in place of what it should be: other box conventions (of the whole file, by at
 * least 98% of its boxes), labels in other spellings, file names as ids, raw model answers, ms-swift records, and what
 * the file as a whole is. What is recognised here, `openRepairer` repairs.
 */
export function openExaminer(find: ImageFinder): Examiner {
  const shapes: Finding[] = [];
  const counts = new Map<string, number>();
  const note = (predicate: string) => counts.set(predicate, (counts.get(predicate) ?? 0) + 1);
  const detector = openConventionDetector();
  const candidates: { image: DoctorImage; boxes: Box[]; thousandths: boolean }[] = [];
  const unrepaired: Diagnosis['unrepaired'] = { count: 0, first: [] };
  const unknown: Diagnosis['unknown'] = { count: 0, first: [] };
  const total = { lines: 0, plainBoxes: 0, thousandths: 0 };

  function broken(line: number, why: string): void {
    total.lines++;
    if (unrepaired.count++ < mostUnrepaired) unrepaired.first.push({ line, why });
  }

  return {
    broken,
    shape(predicate) {
      shapes.push({ predicate, count: 1, of: 1, unit: 'file' });
    },
    value(value, number) {
      const { line, why, unknownId } = interpretLine(value, find);
      if (unknownId !== null && unknown.count++ < keptUnknownIds) unknown.first.push(unknownId);
      if (!line) return broken(number, why);
      const { image, thousandths } = line;
      total.lines++;
      for (const predicate of line.changes) note(predicate);
      const boxes = boxesOf(line);
      if (thousandths) total.thousandths += boxes.length;
      else {
        total.plainBoxes += boxes.length;
        for (const box of boxes) detector.add(box, image);
      }
      if (boxes.length > 0 && candidates.length < exampleCount && !candidates.some((each) => each.image === image))
        candidates.push({ image, boxes: boxes.slice(0, boxesDrawn), thousandths });
    },
    diagnosis(reading) {
      const boxes = detector.evidence(reading);
      const ofLines = [...counts].map(
        ([predicate, count]): Finding => ({ predicate, count, of: total.lines, unit: 'line' }),
      );
      const findings = [...shapes, ...ofLines];
      const converted = new Map<string, number>();
      const convert = (hint: IssueHint, count: number) => {
        const { predicate } = conventions[hint];
        if (count > 0) converted.set(predicate, (converted.get(predicate) ?? 0) + count);
      };
      convert('looks_norm1000', total.thousandths);
      if (boxes?.hint) convert(boxes.hint, total.plainBoxes);
      const of = total.plainBoxes + total.thousandths;
      for (const [predicate, count] of converted) findings.push({ predicate, count, of, unit: 'box' });
      const examples =
        findings.length === 0 || boxes?.hint === null
          ? []
          : candidates.map((each) => exampleOf(each, boxes?.hint ?? null));
      return { findings, boxes, lines: total.lines, unrepaired, unknown, examples };
    },
  };
}

function exampleOf(
  { image, boxes, thousandths }: { image: DoctorImage; boxes: Box[]; thousandths: boolean },
  hint: IssueHint | null,
): Example {
  return { image, before: boxes, after: boxes.map((box) => convertBox(box, image, { thousandths, hint })) };
}

/** A finding as a sentence: `12 of 12 boxes are shares of the image (0…1) and become pixels.` */
export function describeFinding({ predicate, count, of, unit }: Finding): string {
  if (unit === 'file') return `The file ${predicate}.`;
  const units = of === 1 ? unit : { line: 'lines', box: 'boxes' }[unit];
  return `${count.toLocaleString('en')} of ${of.toLocaleString('en')} ${units} ${predicate}.`;
}

/** The evidence for a reading of the boxes, as sentences. */
export function describeEvidence({ hint, readings, boxes, fits, right }: BoxEvidence): string {
  const count = (n: number) => n.toLocaleString('en');
  const names = (some: BoxEvidence['readings']) => some.map((each) => conventions[each.hint].name);
  if (hint === null) {
    const tied = names(readings.filter((each) => each.fits === fits));
    return `${count(fits)} of ${count(boxes)} boxes are possible as ${tied.join(', and as many as ')}; ${count(right)} as they stand. These readings are equally possible, so the boxes stay as they are until you say which is meant.`;
  }
  const others = readings
    .slice(1)
    .map((each) => ` As ${conventions[each.hint].name}, ${count(each.fits)} would be possible.`);
  return `${count(fits)} of ${count(boxes)} boxes are possible in this reading, ${count(right)} as they stand.${others.join('')}`;
}
