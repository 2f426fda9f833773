import { checkPredictions } from '#submissions/check-file.ts';
import type { IssueList } from '#submissions/issue.ts';
import { UnreadableFile, unpack } from '#submissions/unpack.ts';
import { openColumnReader } from './columns/read.ts';
import { imageSizes, type PredictionPack, type TruthPack } from './pack.ts';

export type ReadPredictions =
  | { kind: 'predictions'; predictions: PredictionPack }
  | { kind: 'issues'; list: IssueList };

/**
 * Reads a prediction file straight into columns. Only when something in it is not in order is it opened again and
 * checked line by line, to say what, by the same checker as everywhere. With `images` (a manifest's) it is first checked
 * against those.
 */
export async function readPredictions(
  open: () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>,
  truth: TruthPack,
  images?: Parameters<typeof checkPredictions>[1],
): Promise<ReadPredictions> {
  if (images) {
    const list = await checkPredictions(await open(), images);
    if (list.issues.length > 0) return { kind: 'issues', list };
  }
  const predictions = await readColumns(await open(), truth);
  if (predictions) return { kind: 'predictions', predictions };
  const list = await checkPredictions(await open(), imageSizes(truth));
  if (list.issues.length === 0) {
    throw new Error('The file has no issue, yet it could not be read into columns: this is a fault of the grader.');
  }
  return { kind: 'issues', list };
}

async function readColumns(source: AsyncIterable<Uint8Array>, truth: TruthPack): Promise<PredictionPack | null> {
  const reader = openColumnReader(truth);
  try {
    for await (const chunk of unpack(source)) if (!reader.push(chunk)) return null;
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  }
  return reader.end();
}
