import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pMap from 'p-map';
import { sealedTruthName } from '#submissions/sealed-truth.ts';
import { sha256Of } from '#submissions/sha256.ts';
import { type Split, sealedSplit, splits } from '#submissions/terms.ts';
import { type Card, readCard } from './card.ts';
import { type DatasetImage, datasetPaths, readPart, writeCard, writeSplit } from './directory.ts';
import { fingerprint } from './fingerprint.ts';
import { assignFolds } from './folds.ts';
import { joinPairs, nearIdenticalPairs } from './near-identical.ts';

export interface SplitOptions {
  folds: number;
  seed: number;
  truthDir: string;
  onProgress?: (done: number, total: number) => void;
}

export interface SplitResult {
  card: Card;
  /** groups of near-identical images that were kept together */
  groups: number;
  /** where the answers of all images went: out of the public directory */
  allTruthFile: string;
}

/**
 * Splits an imported data set: fold 0 becomes the sealed test split, fold 1 dev, the rest train. The paper reports
 * four-fold cross-validation and names no fixed split; this is the project's own choice of one. Stratified by generator
 * and source (reals are a generator of their own); near-identical images stay in one fold. The answers of all images
 * move into the truth folder, under their hash.
 * @throws when there are fewer than 2 folds, or the directory holds no unsplit data set
 */
export async function splitDataset(
  directory: string,
  { folds, seed, truthDir, onProgress }: SplitOptions,
): Promise<SplitResult> {
  if (!Number.isInteger(folds) || folds < 2) throw new Error(`At least 2 folds are needed, not ${folds}.`);
  const paths = datasetPaths(directory);
  const card = await readCard(directory);
  if (Object.keys(card.splits).length > 0) throw new Error(`${directory} is split already.`);
  const images = await readPart(paths.manifest('all'), paths.truth('all'));
  const groups = await groupNearIdentical(directory, images, onProgress);
  const foldOf = assignFolds(
    groups.map((group) => group.map((i) => stratumOf(images[i]))),
    { folds, seed },
  );
  const splitOf: (Split | undefined)[] = [];
  groups.forEach((group, g) => {
    for (const i of group) splitOf[i] = splitOfFold(foldOf[g] ?? 0);
  });
  const done: Card = { ...card, seed, description: describe(folds, seed), splits: {} };
  for (const split of splits) {
    const ofSplit = images.filter((_, i) => splitOf[i] === split);
    if (ofSplit.length > 0) done.splits[split] = await writeSplit({ directory, truthDir }, split, ofSplit);
  }
  const allTruthFile = await sealAll(paths.truth('all'), truthDir);
  await writeCard(directory, done);
  await rm(paths.truth('all'));
  return { card: done, groups: groups.filter((group) => group.length > 1).length, allTruthFile };
}

function describe(folds: number, seed: number): string {
  return `Fold 0 of ${folds} (seed ${seed}) is the sealed test split, fold 1 dev, the rest train; stratified by generator and source, near-identical images in one fold. The paper uses four-fold cross-validation and names no fixed split: this one is the leaderboard's own.`;
}

async function groupNearIdentical(
  directory: string,
  images: readonly DatasetImage[],
  onProgress: SplitOptions['onProgress'],
): Promise<number[][]> {
  let done = 0;
  const prints = await pMap(
    images,
    async ({ manifest }) => {
      const print = await fingerprint(path.join(directory, manifest.file)).catch((cause: unknown) => {
        throw new Error(`${manifest.file} cannot be decoded. Run \`fx dataset check\` first.`, { cause });
      });
      onProgress?.(++done, images.length);
      return print;
    },
    { concurrency: 4 },
  );
  return joinPairs(images.length, nearIdenticalPairs(prints));
}

function stratumOf(image: DatasetImage | undefined): string {
  if (!image) return '';
  return `${image.truth.label === 'fake' ? image.truth.generator : ''}|${image.truth.source}`;
}

function splitOfFold(fold: number): Split {
  return fold === 0 ? sealedSplit : fold === 1 ? 'dev' : 'train';
}

async function sealAll(file: string, truthDir: string): Promise<string> {
  const bytes = await readFile(file);
  await mkdir(truthDir, { recursive: true });
  const sealed = path.join(truthDir, sealedTruthName(sha256Of(bytes)));
  await writeFile(sealed, bytes, { mode: 0o600 });
  return sealed;
}
