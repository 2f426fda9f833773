import type { ConventionDetector, ImageSize } from './box-convention.ts';
import { openConventionDetector } from './box-convention.ts';
import { type LineReading, readLine } from './check-line.ts';
import type { Prediction } from './format.ts';
import type { IssueHint, IssueList } from './issue.ts';
import { type IssueLog, openIssueLog } from './issue-log.ts';
import { limits } from './limits.ts';
import { openLineSplitter } from './line-splitter.ts';
import { type UnknownIdWatch, watchUnknownIds } from './unknown-ids.ts';

export type Images = ReadonlyMap<string, ImageSize>;
/** Gets every prediction whose line has no issue, in the order of the file. */
export type OnPrediction = (prediction: Prediction, line: number) => void;

/** Checks unpacked bytes as they come; runs in Node and in a browser. */
export interface Checker {
  push(chunk: Uint8Array): void;
  /** after the last chunk: also finds what is missing */
  end(): IssueList;
  /** another convention that the boxes look like, even if the file has no issue */
  suspicion(): IssueHint | null;
  /** the first ids of a file that hardly has one of this split's; else null */
  strangers(): string[] | null;
  readonly log: IssueLog;
}

/** A checker of one prediction file against the images of its split. Memory grows with the images, not with the file. */
export function openChecker(images: Images, onPrediction?: OnPrediction): Checker {
  const log = openIssueLog();
  const doctor = openConventionDetector();
  const strangers = watchUnknownIds();
  const firstLines = new Map<string, number>();
  const scores = watchRegionScores(log);
  let lines = 0;
  const splitter = openLineSplitter(limits.lineBytes, (line, bytes) => {
    if (!bytes) {
      lines++;
      log.add({ code: 'line_too_long', line, imageId: null, path: null, message: tooLong });
      return;
    }
    const reading = readLine(bytes, line);
    if (!reading) return;
    lines++;
    const before = log.total;
    for (const issue of reading.issues) log.add(issue);
    checkImage(reading, line, { images, firstLines, log, doctor, strangers });
    scores(reading, line);
    if (reading.prediction && log.total === before) onPrediction?.(reading.prediction, line);
  });
  return {
    log,
    push: splitter.push,
    suspicion: doctor.suspicion,
    strangers: strangers.found,
    end() {
      splitter.end();
      if (lines === 0) log.add({ code: 'empty_file', line: null, imageId: null, path: null, message: empty });
      else reportMissing(images, firstLines, log);
      return log.list(doctor.suspicion());
    },
  };
}

const empty = 'The file holds no prediction line. Write one JSON object a line, one line an image of the split.';
const tooLong = `The line is longer than ${limits.lineBytes / 1024 / 1024} MiB. Is the file JSON Lines, with a line end after each object?`;

interface ImageCheck {
  images: Images;
  firstLines: Map<string, number>;
  log: IssueLog;
  doctor: ConventionDetector;
  strangers: UnknownIdWatch;
}

function checkImage(
  reading: LineReading,
  line: number,
  { images, firstLines, log, doctor, strangers }: ImageCheck,
): void {
  const { imageId } = reading;
  if (imageId === null) return;
  const size = images.get(imageId);
  const first = firstLines.get(imageId);
  strangers.see(imageId, size !== undefined);
  if (!size) {
    const message = 'No image of this split has this id. Take the ids from the manifest of the split you submit to.';
    log.add({ code: 'unknown_image', line, imageId, path: 'image_id', message });
    return;
  }
  if (first !== undefined) {
    const message = `The image was predicted on line ${first} already. Keep one line an image.`;
    log.add({ code: 'duplicate_image', line, imageId, path: 'image_id', message });
  } else firstLines.set(imageId, line);
  for (const { box, region } of reading.boxes) {
    doctor.see(box, size);
    const [x1, y1, x2, y2] = box;
    const over = Math.max(-x1, -y1, x2 - size.width, y2 - size.height);
    if (x1 < x2 && y1 < y2 && over > limits.outsidePixels) {
      const message = `Found [${box.join(', ')}] in an image of ${size.width} × ${size.height} pixels: more than ${limits.outsidePixels} px outside. Boxes are [x1, y1, x2, y2] in pixels of the published image.`;
      log.add({ code: 'box_outside_image', line, imageId, path: `regions[${region}].box`, message });
    }
  }
}

/** All regions of a file have a score or none has: tells of the first line that departs from the first region. */
function watchRegionScores(log: IssueLog): (reading: LineReading, line: number) => void {
  let withScore: boolean | null = null;
  let told = false;
  return ({ prediction, imageId }, line) => {
    if (told) return;
    for (const [index, region] of prediction?.regions?.entries() ?? []) {
      const has = region.score !== undefined;
      withScore ??= has;
      if (has === withScore) continue;
      told = true;
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
