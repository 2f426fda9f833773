import { type BoxEvidence, openConventionDetector } from '#submissions/box-convention.ts';
import type { Box } from '#submissions/format.ts';
import type { IssueHint } from '#submissions/issue.ts';
import { conventions } from './conventions.ts';
import type { DoctorImage, ImageFinder } from './images.ts';
import { boxesOf, convertBox, understand } from './repair.ts';
import type { OnValue } from './value-reader.ts';

/** One image of the file with its boxes. */
export interface Example {
  image: DoctorImage;
  /** the boxes as written and as they are meant, in pixels of the published image; the same where nothing changed */
  before: Box[];
  after: Box[];
}

/** What was recognised, as a predicate: of the file, or on how many of the lines or boxes that could show it. */
export interface Finding {
  says: string;
  count: number;
  of: number;
  unit: 'file' | 'line' | 'box';
}

export interface Diagnosis {
  findings: Finding[];
  /** the convention of the boxes, and what speaks for it; null when they look right, its hint null when two are equally possible */
  boxes: BoxEvidence | null;
  lines: number;
  /** lines no program can mend: how many, and the first with their reasons */
  unmended: { count: number; first: { line: number; why: string }[] };
  /** ids that no image of the split has: how many lines, and the first of them */
  unknown: { count: number; first: string[] };
  /** up to three images of the file; none when nothing was recognised */
  examples: Example[];
}

/** Watches the values of a file's lines go by. Memory does not grow with the file. */
export interface Examiner extends OnValue {
  /** `reading`: what the team says that its boxes are */
  diagnosis(reading?: IssueHint): Diagnosis;
}

const exampleCount = 3;
const listed = { unmended: 5, unknown: 50 };
const boxesDrawn = 20;

/**
 * Recognises what a prediction file is in place of what it should be: other box conventions (of the whole file, by at
 * least 98% of its boxes), labels in other spellings, file names as ids, raw model answers, ms-swift records, and what
 * the file as a whole is. What is recognised here, `openMender` mends.
 */
export function openExaminer(find: ImageFinder): Examiner {
  const shapes: Finding[] = [];
  const counts = new Map<string, number>();
  const note = (says: string) => counts.set(says, (counts.get(says) ?? 0) + 1);
  const doctor = openConventionDetector();
  const candidates: { image: DoctorImage; boxes: Box[]; thousandths: boolean }[] = [];
  const unmended: Diagnosis['unmended'] = { count: 0, first: [] };
  const unknown: Diagnosis['unknown'] = { count: 0, first: [] };
  const seen = { lines: 0, plainBoxes: 0, thousandths: 0 };

  function broken(line: number, why: string): void {
    seen.lines++;
    if (unmended.count++ < listed.unmended) unmended.first.push({ line, why });
  }

  return {
    broken,
    shape(says) {
      shapes.push({ says, count: 1, of: 1, unit: 'file' });
    },
    value(value, line) {
      const { read, why, stranger } = understand(value, find);
      if (stranger !== null && unknown.count++ < listed.unknown) unknown.first.push(stranger);
      if (!read) return broken(line, why);
      seen.lines++;
      for (const says of read.changes) note(says);
      const boxes = boxesOf(read);
      if (read.thousandths) seen.thousandths += boxes.length;
      else {
        seen.plainBoxes += boxes.length;
        for (const box of boxes) doctor.see(box, read.image);
      }
      if (boxes.length > 0 && candidates.length < exampleCount && !candidates.some(({ image }) => image === read.image))
        candidates.push({ image: read.image, boxes: boxes.slice(0, boxesDrawn), thousandths: read.thousandths });
    },
    diagnosis(reading) {
      const boxes = doctor.evidence(reading);
      const ofLines = [...counts].map(([says, count]): Finding => ({ says, count, of: seen.lines, unit: 'line' }));
      const findings = [...shapes, ...ofLines];
      const converted = new Map<string, number>();
      const convert = (hint: IssueHint, count: number) => {
        const { says } = conventions[hint];
        if (count > 0) converted.set(says, (converted.get(says) ?? 0) + count);
      };
      convert('looks_norm1000', seen.thousandths);
      if (boxes?.hint) convert(boxes.hint, seen.plainBoxes);
      const of = seen.plainBoxes + seen.thousandths;
      for (const [says, count] of converted) findings.push({ says, count, of, unit: 'box' });
      const examples =
        findings.length === 0 || boxes?.hint === null ? [] : candidates.map((each) => drawn(each, boxes?.hint ?? null));
      return { findings, boxes, lines: seen.lines, unmended, unknown, examples };
    },
  };
}

function drawn(
  { image, boxes, thousandths }: { image: DoctorImage; boxes: Box[]; thousandths: boolean },
  hint: IssueHint | null,
): Example {
  return { image, before: boxes, after: boxes.map((box) => convertBox(box, image, { thousandths, hint })) };
}

/** A finding as a sentence: `12 of 12 boxes are shares of the image (0…1) and become pixels.` */
export function tellFinding({ says, count, of, unit }: Finding): string {
  if (unit === 'file') return `The file ${says}.`;
  const units = of === 1 ? unit : { line: 'lines', box: 'boxes' }[unit];
  return `${count.toLocaleString('en')} of ${of.toLocaleString('en')} ${units} ${says}.`;
}

/** How sure the reading of the boxes is, as a sentence. */
export function tellEvidence({ hint, readings, boxes, fits, right }: BoxEvidence): string {
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
