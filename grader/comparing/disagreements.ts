import { stringAt } from '#grader/arrays/string-table.ts';
import type { ImageMeasurements } from '#grader/metrics/columns.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { checkLine } from '#submissions/check-line.ts';
import type { Disagreements, PredictionExcerpt } from '#submissions/comparison.ts';
import type { Prediction } from '#submissions/format.ts';
import { limits } from '#submissions/limits.ts';
import { openLineSplitter } from '#submissions/line-splitter.ts';
import { unpack } from '#submissions/unpack.ts';

/** So many images of each kind are shown, so many regions of an image, so many characters of a text. */
const mostShown = 12;
const mostRegions = 12;
const mostCharacters = 200;

/** The images, ascending, that only one of two called by their right label. */
export function findDisagreements(
  { n, isFake }: Pick<TruthPack, 'n' | 'isFake'>,
  pair: { a: Pick<ImageMeasurements, 'saysFake'>; b: Pick<ImageMeasurements, 'saysFake'> },
): { onlyA: number[]; onlyB: number[] } {
  const found = { onlyA: [] as number[], onlyB: [] as number[] };
  for (let image = 0; image < n; image++) {
    if (pair.a.saysFake[image] === pair.b.saysFake[image]) continue;
    (pair.a.saysFake[image] === isFake[image] ? found.onlyA : found.onlyB).push(image);
  }
  return found;
}

type File = AsyncIterable<Uint8Array>;

/**
 * The images where two disagree, with the predictions of both files for the first of them: gives the labels of the
 * answers away. @throws when a file has no prediction for one of them, and what a file's source throws
 */
export async function describeDisagreements(
  truth: TruthPack,
  measurements: Parameters<typeof findDisagreements>[1],
  files: { a: File; b: File },
): Promise<Disagreements> {
  const { onlyA, onlyB } = findDisagreements(truth, measurements);
  const chosen = [
    ...onlyA.slice(0, mostShown).map((image) => ({ image, right: 'a' as const })),
    ...onlyB.slice(0, mostShown).map((image) => ({ image, right: 'b' as const })),
  ].sort((one, other) => one.image - other.image);
  const ids = new Set(chosen.map(({ image }) => stringAt(truth.idTable, image)));
  const [a, b] = await Promise.all([readExcerpts(files.a, ids), readExcerpts(files.b, ids)]);
  const shown = chosen.map(({ image, right }) => {
    const image_id = stringAt(truth.idTable, image);
    const [ofA, ofB] = [a.get(image_id), b.get(image_id)];
    if (!ofA || !ofB) throw new Error(`A graded file has no prediction for the image ${image_id}.`);
    return { image_id, right, a: ofA, b: ofB };
  });
  return { onlyA: onlyA.length, onlyB: onlyB.length, shown };
}

/** A prediction short enough to be kept with a comparison, and without U+0000, which the database cannot hold. */
function shorten({ image_id: _, regions, ...rest }: Prediction): PredictionExcerpt {
  if (!regions) return rest;
  const shown = regions.slice(0, mostRegions).map((region) => ({ ...region, text: shortenText(region.text) }));
  const moreRegions = regions.length - shown.length;
  return { ...rest, regions: shown, ...(moreRegions > 0 && { moreRegions }) };
}

function shortenText(text: string): string {
  const characters = [...text.replaceAll('\0', '\ufffd')];
  return characters.length > mostCharacters ? `${characters.slice(0, mostCharacters).join('')}…` : characters.join('');
}

/** A graded file's predictions for some images. */
async function readExcerpts(file: File, ids: ReadonlySet<string>): Promise<Map<string, PredictionExcerpt>> {
  const found = new Map<string, PredictionExcerpt>();
  if (ids.size === 0) return found;
  const splitter = openLineSplitter(limits.lineBytes, (number, bytes) => {
    const prediction = bytes && checkLine(bytes, number)?.prediction;
    if (!prediction || !ids.has(prediction.image_id)) return;
    found.set(prediction.image_id, shorten(prediction));
  });
  for await (const chunk of unpack(file)) splitter.push(chunk);
  splitter.end();
  return found;
}
