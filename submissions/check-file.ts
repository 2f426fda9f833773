import { type ImageSize, openConventionDetector } from './box-convention.ts';
import { readLine } from './check-line.ts';
import { type Images, type OnPrediction, openChecker } from './checker.ts';
import type { IssueHint, IssueList } from './issue.ts';
import { limits } from './limits.ts';
import { openLineSplitter } from './line-splitter.ts';
import { explainUnknownIds, nameSplit, type SplitImages } from './unknown-ids.ts';
import { type Bounds, UnreadableFile, unpack } from './unpack.ts';

export interface CheckOptions {
  onPrediction?: OnPrediction;
  /** hears that the boxes look like another convention, also of a file without an issue */
  onSuspicion?: (hint: IssueHint) => void;
  /** the images of the other splits; asked for only when hardly any id is of this one */
  otherSplits?: () => Promise<readonly SplitImages[]>;
  bounds?: Bounds;
}

/**
 * Checks a prediction file as it was uploaded (plain, gzip or Zstandard) against the images of its split, in one pass.
 * No issue means an empty list. Never throws for what is in the file; what the source throws is passed on.
 */
export async function checkPredictions(
  source: AsyncIterable<Uint8Array>,
  images: Images,
  options: CheckOptions = {},
): Promise<IssueList> {
  const checker = openChecker(images, options.onPrediction);
  try {
    for await (const chunk of unpack(source, options.bounds)) checker.push(chunk);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    checker.log.add({ code: error.code, line: null, imageId: null, path: null, message: error.message });
    return checker.log.list();
  }
  const list = checker.end();
  const suspicion = checker.suspicion();
  if (suspicion) options.onSuspicion?.(suspicion);
  const strangers = checker.strangers();
  if (!strangers) return list;
  return explainUnknownIds(list, nameSplit(strangers, (await options.otherSplits?.()) ?? []));
}

/** how much of a file is looked at for its convention, in unpacked bytes */
const sampleBytes = 64 * 1024;

/** Another convention that the boxes at the start of a clean file look like; null when they look right. */
export async function suspectBoxes(
  source: AsyncIterable<Uint8Array>,
  sizeOf: (imageId: string) => ImageSize | undefined,
): Promise<IssueHint | null> {
  const doctor = openConventionDetector();
  const splitter = openLineSplitter(limits.lineBytes, (line, bytes) => {
    const reading = bytes && readLine(bytes, line);
    const size = reading?.imageId ? sizeOf(reading.imageId) : undefined;
    if (reading && size) for (const { box } of reading.boxes) doctor.see(box, size);
  });
  let seen = 0;
  for await (const chunk of unpack(source)) {
    splitter.push(chunk.subarray(0, sampleBytes - seen));
    seen += chunk.byteLength;
    if (seen >= sampleBytes) return doctor.suspicion();
  }
  splitter.end(); // the last line may have no line end
  return doctor.suspicion();
}
