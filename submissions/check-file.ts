import { type Images, type OnPrediction, openChecker } from './check.ts';
import type { IssueHint, IssueList } from './issue.ts';
import { type Bounds, UnreadableFile, unpack } from './unpack.ts';

/**
 * Checks a prediction file as it was uploaded (plain, gzip or Zstandard) against the images of its split, in one pass.
 * No issue means an empty list; `onSuspicion` may still hear that the boxes look like another convention. Never throws for what is in the file; what the source throws is passed on.
 */
export async function checkPredictions(
  source: AsyncIterable<Uint8Array>,
  images: Images,
  options: { onPrediction?: OnPrediction; onSuspicion?: (hint: IssueHint) => void; bounds?: Bounds } = {},
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
  return list;
}
