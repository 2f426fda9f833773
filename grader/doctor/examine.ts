import { openBoxDoctor } from '#submissions/doctor.ts';
import type { Box, ManifestLine, Prediction } from '#submissions/format.ts';
import type { IssueHint } from '#submissions/issue.ts';
import { openImageFinder } from './images.ts';
import { type ReadLine, readLine } from './line.ts';

export interface Example {
  line: ManifestLine;
  /** the box as written and as it is meant, in pixels of the published image */
  before: Box;
  after: Box;
}

export interface Diagnosis {
  /** what was recognised, in words, with the number of lines or boxes */
  findings: { says: string; count: number }[];
  /** the corrected lines, in the file's order */
  mended: Prediction[];
  /** lines no program can mend: number and why */
  unmended: { line: number; why: string }[];
  /** up to three boxes of the file, before and after */
  examples: Example[];
}

const conventions: Record<IssueHint, { says: string; convert: (box: Box, size: ManifestLine) => Box }> = {
  looks_normalized: {
    says: 'boxes in shares of the image (0…1) became pixels',
    convert: ([a, b, c, d], { width, height }) => [a * width, b * height, c * width, d * height],
  },
  looks_norm1000: {
    says: 'boxes in thousandths of the image became pixels',
    convert: (box, { width, height }) => fromThousandths(box, width, height),
  },
  looks_xywh: {
    says: 'boxes as x, y, width, height became x1, y1, x2, y2',
    convert: ([x, y, w, h]) => [x, y, x + w, y + h],
  },
  looks_yxyx: {
    says: 'boxes as y1, x1, y2, x2 had their axes swapped back',
    convert: ([y1, x1, y2, x2]) => [x1, y1, x2, y2],
  },
};
const exampleCount = 3;

function fromThousandths([a, b, c, d]: Box, width: number, height: number): Box {
  return [(a * width) / 1000, (b * height) / 1000, (c * width) / 1000, (d * height) / 1000];
}

/**
 * Recognises what a prediction file is in place of what it should be, and mends it where only one reading fits: other
 * box conventions (of the whole file, by at least 98% of its boxes), file names as ids, raw model answers, ms-swift
 * records. Nothing about what a line says of an image is guessed; the checker has the last word on the result.
 */
export function examine(values: readonly unknown[], manifest: readonly ManifestLine[]): Diagnosis {
  const find = openImageFinder(manifest);
  const counts = new Map<string, number>();
  const note = (says: string, count = 1) => counts.set(says, (counts.get(says) ?? 0) + count);
  const unmended: Diagnosis['unmended'] = [];
  const read: { line: ManifestLine; content: ReadLine }[] = [];
  for (const [index, value] of values.entries()) {
    try {
      const content = readLine(value);
      const image = find(content.image);
      if (!image)
        throw new Error(
          `There is no image ${JSON.stringify(content.image)} in this split. Is the file for another split?`,
        );
      if (content.form !== 'prediction') note(`lines that are a ${content.form} became prediction lines`);
      if (image.how) note(image.how);
      for (const change of content.changes) note(change);
      read.push({ line: image.line, content });
    } catch (error) {
      unmended.push({ line: index + 1, why: error instanceof Error ? error.message : String(error) });
    }
  }
  const convention = conventionOf(read);
  const examples: Example[] = [];
  const mended = read.map(({ line, content }) => {
    const regions = content.prediction.regions;
    if (!Array.isArray(regions)) return { image_id: line.image_id, ...content.prediction };
    const convert = content.thousandths ? conventions.looks_norm1000 : convention;
    const changed = regions.map((region) => {
      if (!convert || !isBox(region?.box)) return region;
      const after = convert.convert(region.box, line);
      note(convert.says);
      if (examples.length < exampleCount && !examples.some((example) => example.line === line))
        examples.push({ line, before: region.box, after });
      return { ...region, box: after };
    });
    return { image_id: line.image_id, ...content.prediction, regions: changed };
  });
  const findings = [...counts].map(([says, count]) => ({ says, count }));
  return { findings, mended, unmended, examples };
}

function conventionOf(read: readonly { line: ManifestLine; content: ReadLine }[]) {
  const doctor = openBoxDoctor();
  for (const { line, content } of read) {
    if (content.thousandths || !Array.isArray(content.prediction.regions)) continue;
    for (const region of content.prediction.regions) if (isBox(region?.box)) doctor.see(region.box, line);
  }
  const hint = doctor.suspicion();
  return hint ? conventions[hint] : null;
}

function isBox(value: unknown): value is Box {
  return Array.isArray(value) && value.length === 4 && value.every((n) => Number.isFinite(n));
}
