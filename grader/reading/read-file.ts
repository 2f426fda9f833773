import { imageSizes, type TruthPack } from '#grader/truth/pack.ts';
import { checkPredictions } from '#submissions/check-file.ts';
import type { IssueList } from '#submissions/issue.ts';
import { UnreadableFile, unpack } from '#submissions/unpack.ts';
import type { Measurements } from './measurements.ts';

/** Reads the unpacked bytes of a prediction file, on one thread or several. */
export interface PredictionReader {
  /**
   * Measures every image; null as soon as a line is not in order: the file needs the checker, which lists the issues.
   * What the source throws is passed on.
   */
  read(chunks: AsyncIterable<Uint8Array>, truth: TruthPack): Promise<Measurements | null>;
}

/** The measurements of a file in order, or the issues of another. */
export type ReadPredictions = { kind: 'measured'; measurements: Measurements } | { kind: 'issues'; list: IssueList };

/**
 * Reads and measures a prediction file. Only when a line is not in order is the file opened again and checked line by
 * line, by the same checker as everywhere, for its issues. With `images` (a manifest's) it is first checked against those.
 * @throws what the source throws, and for a file that has no issue and cannot be measured
 */
export async function readPredictions(
  reader: PredictionReader,
  open: () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>,
  { truth, images }: { truth: TruthPack; images?: Parameters<typeof checkPredictions>[1] | undefined },
): Promise<ReadPredictions> {
  if (images) {
    const list = await checkPredictions(await open(), images);
    if (list.issues.length > 0) return { kind: 'issues', list };
  }
  const measurements = await reader.read(unpack(await open()), truth).catch((error: unknown) => {
    if (error instanceof UnreadableFile) return null;
    throw error;
  });
  if (measurements) return { kind: 'measured', measurements };
  const list = await checkPredictions(await open(), imageSizes(truth));
  if (list.issues.length === 0) {
    throw new Error('The file has no issue, yet it could not be measured: this is a fault of the grader.');
  }
  return { kind: 'issues', list };
}
