import { type ConventionDetector, type ImageSize, openConventionDetector } from './box-convention.ts';
import { type CheckedLine, checkLine } from './check-line.ts';
import type { Prediction } from './format.ts';
import type { IssueHint, IssueList } from './issue.ts';
import { type IssueLog, openIssueLog } from './issue-log.ts';
import { inMebibytes, limits } from './limits.ts';
import { openLineSplitter } from './line-splitter.ts';
import { openUnknownIdDetector, type UnknownIdDetector } from './unknown-ids.ts';

/** The images of a split by id, sizes in pixels. */
export type Images = ReadonlyMap<string, ImageSize>;
/** Gets every prediction whose line has no issue, in the order of the file. */
export type OnPrediction = (prediction: Prediction, line: number) => void;

/** Checks unpacked bytes as they come; runs in Node and in a browser. */
export interface Checker {
  push(chunk: Uint8Array): void;
  /** after the last chunk: also finds what is missing */
  end(): IssueList;
  /** another convention that the boxes look like, even if the file has no issue */
  likelyConvention(): IssueHint | null;
  /** the first ids of a file that has hardly any of this split's; else null */
  unknownIds(): string[] | null;
  /** so many issues that the rest of the file need not be read */
  readonly isGivenUp: boolean;
  readonly log: IssueLog;
}

/**
 * A checker of one prediction file against the images of its split. Memory grows with the images, not with the file.
 *
 * @example
 * const checker = openChecker(new Map([['a', { width: 4, height: 2 }], ['b', { width: 4, height: 2 }]]));
 * checker.push(new TextEncoder().encode('{"image_id": "a", "label": "real"}\n'));
 * checker.end().counts // → { missing_image: 1 }
 */
export function openChecker(images: Images, onPrediction?: OnPrediction): Checker {
  const log = openIssueLog();
  const conventions = openConventionDetector();
  const unknownIds = openUnknownIdDetector();
  const firstLines = new Map<string, number>();
  const checkScores = openScoreCheck(log);
  let lines = 0;
  const splitter = openLineSplitter(limits.lineBytes, (line, bytes) => {
    if (log.isFull) return;
    if (!bytes) {
      lines++;
      log.add({ code: 'line_too_long', line, imageId: null, path: null, message: tooLong });
      return;
    }
    const checked = checkLine(bytes, line);
    if (!checked) return;
    lines++;
    const before = log.total;
    for (const issue of checked.issues) log.add(issue);
    checkImage(checked, line, { images, firstLines, log, conventions, unknownIds });
    checkScores(checked, line);
    if (checked.prediction && log.total === before) onPrediction?.(checked.prediction, line);
  });
  return {
    log,
    get isGivenUp() {
      return log.isFull;
    },
    push: splitter.push,
    likelyConvention: conventions.likeliest,
    unknownIds: unknownIds.found,
    end() {
      splitter.end();
      if (log.isFull) return log.list(conventions.likeliest());
      if (lines === 0) log.add({ code: 'empty_file', line: null, imageId: null, path: null, message: empty });
      else reportMissing(images, firstLines, log);
      return log.list(conventions.likeliest());
    },
  };
}

const empty = 'The file holds no prediction line. Write one JSON object a line, one line an image of the split.';
const tooLong = `The line is longer than ${inMebibytes(limits.lineBytes)}. Is the file JSON Lines, with a line end after each object?`;

interface ImageCheck {
  images: Images;
  /** of each image met so far */
  firstLines: Map<string, number>;
  log: IssueLog;
  conventions: ConventionDetector;
  unknownIds: UnknownIdDetector;
}

function checkImage(
  { imageId, boxes }: CheckedLine,
  line: number,
  { images, firstLines, log, conventions, unknownIds }: ImageCheck,
): void {
  if (imageId === null) return;
  const size = images.get(imageId);
  const first = firstLines.get(imageId);
  unknownIds.add(imageId, size !== undefined);
  if (!size) {
    const message = 'No image of this split has this id. Take the ids from the manifest of the split you submit to.';
    log.add({ code: 'unknown_image', line, imageId, path: 'image_id', message });
    return;
  }
  if (first !== undefined) {
    const message = `The image was predicted on line ${first} already. Keep one line an image.`;
    log.add({ code: 'duplicate_image', line, imageId, path: 'image_id', message });
  } else firstLines.set(imageId, line);
  for (const { box, region } of boxes) {
    conventions.add(box, size);
    const [x1, y1, x2, y2] = box;
    const over = Math.max(-x1, -y1, x2 - size.width, y2 - size.height);
    if (x1 < x2 && y1 < y2 && over > limits.outsidePixels) {
      const message = `Found [${box.join(', ')}] in an image of ${size.width} × ${size.height} pixels: more than ${limits.outsidePixels} px outside. Boxes are [x1, y1, x2, y2] in pixels of the published image.`;
      log.add({ code: 'box_outside_image', line, imageId, path: `regions[${region}].box`, message });
    }
  }
}

/** All regions of a file have a score or none has: logs the first region that departs from the file's first one. */
function openScoreCheck(log: IssueLog): (checked: CheckedLine, line: number) => void {
  let withScore: boolean | null = null;
  let isLogged = false;
  return ({ prediction, imageId }, line) => {
    if (isLogged) return;
    for (const [index, region] of prediction?.regions?.entries() ?? []) {
      const has = region.score !== undefined;
      withScore ??= has;
      if (has === withScore) continue;
      isLogged = true;
      const message = `This region has ${has ? 'a' : 'no'} score, the file's first region has ${withScore ? 'one' : 'none'}. Give every region a score, or none.`;
      log.add({ code: 'mixed_region_scores', line, imageId, path: `regions[${index}].score`, message });
      return;
    }
  };
}

function reportMissing(images: Images, firstLines: ReadonlyMap<string, number>, log: IssueLog): void {
  if (firstLines.size === images.size) return;
  const message = 'No line predicts this image. Every image of the split needs exactly one line.';
  for (const imageId of images.keys()) {
    if (!firstLines.has(imageId)) log.add({ code: 'missing_image', line: null, imageId, path: null, message });
  }
}
