import { createReadStream } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readManifest, readTruth } from '#submissions/dataset-files.ts';
import { type ManifestLine, manifestLine, type Truth, truth } from '#submissions/format.ts';
import { isMissing } from '#submissions/missing-file.ts';
import { sealedTruthName } from '#submissions/sealed-truth.ts';
import { sha256Of } from '#submissions/sha256.ts';
import { type Split, sealedSplit, splits } from '#submissions/terms.ts';
import type { Card, SplitCard } from './card.ts';

/** A split, or everything before it is split. */
export type Part = Split | 'all';
/** The parts whose answers lie in the directory. */
export const publicParts: readonly Part[] = [...splits.filter((split) => split !== sealedSplit), 'all'];

/** An image of a data set: its public line and its answer. */
export interface DatasetImage {
  manifest: ManifestLine;
  truth: Truth;
}

/** Where the files of a data set directory are: one home for the layout. */
export function datasetPaths(directory: string) {
  return {
    card: path.join(directory, 'card.json'),
    images: path.join(directory, 'images'),
    manifest: (part: Part) => path.join(directory, `${part}.manifest.jsonl`),
    truth: (part: Part) => path.join(directory, `${part}.truth.jsonl`),
    importReport: path.join(directory, 'import-report.json'),
  };
}

/** Where the sealed answers go unless a folder is given: beside the data set, never inside it. */
export function defaultTruthDir(directory: string): string {
  return `${path.resolve(directory)}-truth`;
}

/** @throws when the folder `out` is there and not empty, or cannot be listed */
export async function refuseFilled(out: string): Promise<void> {
  const found = await readdir(out).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw new Error(`${out} cannot be used as a folder.`, { cause: error });
  });
  if (found.length > 0) throw new Error(`${out} is not empty. Choose another folder, or delete it first.`);
}

/** Whether a file or folder is there. @throws when that cannot be found out */
export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );
}

/** Writes the two files of a part into the directory, answers included. Returns their hashes. */
export async function writePart(directory: string, part: Part, images: readonly DatasetImage[]) {
  const paths = datasetPaths(directory);
  const manifestSha256 = await writeLines(
    paths.manifest(part),
    images.map((image) => manifestLine.parse(image.manifest)),
  );
  const truthSha256 = await writeLines(
    paths.truth(part),
    images.map((image) => truth.parse(image.truth)),
  );
  return { manifestSha256, truthSha256 };
}

/**
 * Writes a split: the manifest and, for train and dev, the answers into the directory; the answers of the test split
 * as `<sha256>.truth.jsonl` into `truthDir` and nowhere else.
 */
export async function writeSplit(
  { directory, truthDir }: { directory: string; truthDir: string },
  split: Split,
  images: readonly DatasetImage[],
): Promise<SplitCard> {
  const reals = images.filter((image) => image.truth.label === 'real').length;
  const counts = { images: images.length, reals, fakes: images.length - reals, generators: countGenerators(images) };
  if (split !== sealedSplit) return { ...counts, ...(await writePart(directory, split, images)) };
  const manifestSha256 = await writeLines(
    datasetPaths(directory).manifest(split),
    images.map((image) => manifestLine.parse(image.manifest)),
  );
  const sealed = toLines(images.map((image) => truth.parse(image.truth)));
  const truthSha256 = sha256Of(sealed);
  await mkdir(truthDir, { recursive: true });
  await writeFile(path.join(truthDir, sealedTruthName(truthSha256)), sealed, { mode: 0o600 });
  return { ...counts, manifestSha256, truthSha256 };
}

export async function writeCard(directory: string, card: Card): Promise<void> {
  await writeFile(datasetPaths(directory).card, `${JSON.stringify(card, null, 2)}\n`);
}

/** The generators of some images in the order of their names, natural numbers in theirs (`gan-2` before `gan-10`). */
export function countGenerators(images: readonly DatasetImage[]): SplitCard['generators'] {
  const counts = new Map<string, SplitCard['generators'][number]>();
  for (const { truth: answer } of images) {
    if (answer.label === 'real') continue;
    const { generator, family } = answer;
    const known = counts.get(generator) ?? { generator, family, fakes: 0 };
    counts.set(generator, { ...known, fakes: known.fakes + 1 });
  }
  const byName = new Intl.Collator('en', { numeric: true });
  return [...counts.values()].sort((a, b) => byName.compare(a.generator, b.generator));
}

/** The images of a part, paired by id, in the order of the manifest. @throws when the two files differ in their ids */
export async function readPart(manifestFile: string, truthFile: string): Promise<DatasetImage[]> {
  const [lines, answers] = await Promise.all([
    readManifest(createReadStream(manifestFile)),
    readTruth(createReadStream(truthFile)),
  ]);
  const byId = new Map(answers.map((answer) => [answer.image_id, answer]));
  if (lines.length !== answers.length) {
    throw new Error(`${manifestFile} has ${lines.length} images, ${truthFile} has ${answers.length}.`);
  }
  return lines.map((line) => {
    const answer = byId.get(line.image_id);
    if (!answer) throw new Error(`The image ${line.image_id} of ${manifestFile} is not in ${truthFile}.`);
    return { manifest: line, truth: answer };
  });
}

async function writeLines(file: string, values: readonly unknown[]): Promise<string> {
  const text = toLines(values);
  await writeFile(file, text);
  return sha256Of(text);
}

function toLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
