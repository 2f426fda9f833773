import { type BoxEvidence, openBoxDoctor } from '#submissions/doctor.ts';
import type { Box } from '#submissions/format.ts';
import type { IssueHint } from '#submissions/issue.ts';
import { conventions } from './conventions.ts';
import type { DoctorImage, ImageFinder } from './images.ts';
import { boxesOf, convertBox, understand } from './mend.ts';

/** One image of the file with its boxes. */
export interface Example {
  image: DoctorImage;
  /** the boxes as written and as they are meant, in pixels of the published image; the same where nothing changed */
  before: Box[];
  after: Box[];
}

/** What was recognised, as a predicate, and on how many of the lines or boxes that could show it. */
export interface Finding {
  says: string;
  count: number;
  of: number;
  unit: 'line' | 'box';
}

export interface Diagnosis {
  findings: Finding[];
  /** the convention of the boxes, and what speaks for it; null when they look right */
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
export interface Examiner {
  value(value: unknown, line: number): void;
  broken(line: number, why: string): void;
  diagnosis(): Diagnosis;
}

const exampleCount = 3;
const listed = { unmended: 5, unknown: 50 };
const boxesDrawn = 20;

/**
 * Recognises what a prediction file is in place of what it should be: other box conventions (of the whole file, by at
 * least 98% of its boxes), file names as ids, raw model answers, ms-swift records. What is recognised here, `openMender` mends.
 */
export function openExaminer(find: ImageFinder): Examiner {
  const counts = new Map<string, number>();
  const note = (says: string) => counts.set(says, (counts.get(says) ?? 0) + 1);
  const doctor = openBoxDoctor();
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
    diagnosis() {
      const boxes = doctor.evidence();
      const findings = [...counts].map(([says, count]): Finding => ({ says, count, of: seen.lines, unit: 'line' }));
      const converted = new Map<string, number>();
      const convert = (hint: IssueHint, count: number) => {
        const { says } = conventions[hint];
        if (count > 0) converted.set(says, (converted.get(says) ?? 0) + count);
      };
      convert('looks_norm1000', seen.thousandths);
      if (boxes) convert(boxes.hint, seen.plainBoxes);
      const of = seen.plainBoxes + seen.thousandths;
      for (const [says, count] of converted) findings.push({ says, count, of, unit: 'box' });
      const examples = findings.length === 0 ? [] : candidates.map((each) => drawn(each, boxes?.hint ?? null));
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
  const units = of === 1 ? unit : { line: 'lines', box: 'boxes' }[unit];
  return `${count.toLocaleString('en')} of ${of.toLocaleString('en')} ${units} ${says}.`;
}

/** How sure the reading of the boxes is, as a sentence. */
export function tellEvidence({ boxes, fits, right }: BoxEvidence): string {
  const of = boxes.toLocaleString('en');
  return `${fits.toLocaleString('en')} of ${of} boxes are possible in this reading, ${right.toLocaleString('en')} as they stand.`;
}
