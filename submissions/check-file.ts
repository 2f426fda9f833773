import { type ImageSize, openConventionDetector } from './box-convention.ts';
import { checkLine } from './check-line.ts';
import { type Images, type OnPrediction, openChecker } from './checker.ts';
import type { IssueHint, IssueList } from './issue.ts';
import { limits } from './limits.ts';
import { openLineSplitter } from './line-splitter.ts';
import { explainUnknownIds, nameSplit, type SplitImages } from './unknown-ids.ts';
import { type Bounds, UnreadableFile, unpack } from './unpack.ts';

export interface CheckOptions {
  onPrediction?: OnPrediction;
  /** called at the end when the boxes look like another convention, also of a file without an issue */
  onLikelyConvention?: (hint: IssueHint) => void;
  /** the images of the other splits; asked for only when hardly any id is of this one */
  otherSplits?: () => Promise<readonly SplitImages[]>;
  bounds?: Bounds;
  /** aborted when nobody wants the answer any more: the check ends by throwing its reason */
  signal?: AbortSignal;
}

/**
 * Checks a prediction file as it was uploaded (plain, gzip or Zstandard) against the images of its split, in one pass.
 * No issue means an empty list. Never throws for what is in the file; what the source throws is passed on.
 *
 * @example
 * async function* file() {
 *   yield new TextEncoder().encode('{"image_id": "a", "label": "real"}');
 * }
 * const images = new Map([['a', { width: 4, height: 2 }]]);
 * await checkPredictions(file(), images) // → { issues: [], counts: {} }
 */
export async function checkPredictions(
  source: AsyncIterable<Uint8Array>,
  images: Images,
  options: CheckOptions = {},
): Promise<IssueList> {
  const checker = openChecker(images, options.onPrediction);
  try {
    const breathe = openBreather();
    for await (const chunk of unpack(source, options.bounds)) {
      options.signal?.throwIfAborted();
      checker.push(chunk);
      if (checker.isGivenUp) break;
      await breathe();
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    checker.log.add({ code: error.code, line: null, imageId: null, path: null, message: error.message });
    return checker.log.list();
  }
  const list = checker.end();
  const convention = checker.likelyConvention();
  if (convention) options.onLikelyConvention?.(convention);
  const unknownIds = checker.unknownIds();
  if (!unknownIds) return list;
  return explainUnknownIds(list, nameSplit(unknownIds, (await options.otherSplits?.()) ?? []));
}

/** Work of so many ms goes in one piece; then everything else that waits in this process has its turn. */
const pieceMs = 10;

function openBreather(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < pieceMs) return;
    return new Promise((resolve) => {
      setImmediate(() => {
        since = performance.now();
        resolve();
      });
    });
  };
}

/** how much of a file is looked at for its convention, in unpacked bytes */
const sampleBytes = 64 * 1024;

/**
 * Another convention that the boxes at the start of a clean file look like (its first 64 KiB unpacked); null when they
 * look right or are too few. `sizeOf` gives the size of an image in pixels. What the source throws is passed on.
 *
 * @example
 * const line = '{"image_id": "a", "label": "fake", "regions": [{"box": [0.1, 0.2, 0.5, 0.6], "text": "x"}]}\n';
 * async function* file() {
 *   yield new TextEncoder().encode(line.repeat(3));
 * }
 * await detectConvention(file(), () => ({ width: 400, height: 300 })) // → 'looks_normalized'
 */
export async function detectConvention(
  source: AsyncIterable<Uint8Array>,
  sizeOf: (imageId: string) => ImageSize | undefined,
): Promise<IssueHint | null> {
  const detector = openConventionDetector();
  const splitter = openLineSplitter(limits.lineBytes, (line, bytes) => {
    const checked = bytes && checkLine(bytes, line);
    const size = checked?.imageId ? sizeOf(checked.imageId) : undefined;
    if (checked && size) for (const { box } of checked.boxes) detector.add(box, size);
  });
  let taken = 0;
  for await (const chunk of unpack(source)) {
    splitter.push(chunk.subarray(0, sampleBytes - taken));
    taken += chunk.byteLength;
    if (taken >= sampleBytes) return detector.likeliest();
  }
  splitter.end(); // the last line may have no line end
  return detector.likeliest();
}
