import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pMap from 'p-map';
import sharp from 'sharp';
import type { Card } from '#grader/dataset/card.ts';
import { type DatasetImage, datasetPaths, refuseFilled, writeCard, writeSplit } from '#grader/dataset/directory.ts';
import type { Truth } from '#submissions/format.ts';
import { sha256Of } from '#submissions/sha256.ts';
import { splits } from '#submissions/terms.ts';
import { generators } from './generators.ts';
import { type Drawing, drawPicture, renderPicture } from './picture.ts';
import { type PlannedImage, planImages } from './plan.ts';

export interface MiniOptions {
  /** the data set directory to make; must be empty or not be there */
  out: string;
  /** where the sealed answers of the test split go */
  truthDir: string;
  seed: number;
  train: number;
  dev: number;
  test: number;
  onProgress?: (done: number, total: number) => void;
}

const miniName = 'FakeXplained-mini';
/** Of the drawing; to be raised with every change that changes a picture. */
const drawingVersion = '1.0.0';

const description =
  'A procedural stand-in for FakeXplained, drawn by this project: neither its images nor its annotations. "Fakes" are drawings with planted defects; the 28 "generators" are settings of the drawing program, not models. Whoever knows the seed can draw the answers again, the sealed ones too.';

/**
 * Draws a whole data set. The same options give the same answers and manifests to the byte (images too, with the same
 * image library). It appears under `out` when it is complete, never half made.
 * @throws when `out` is not empty
 */
export async function writeMiniDataset({ out, truthDir, seed, onProgress, ...counts }: MiniOptions): Promise<Card> {
  await refuseFilled(out);
  await mkdir(path.dirname(path.resolve(out)), { recursive: true });
  const unfinished = `${path.resolve(out)}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(datasetPaths(unfinished).images, { recursive: true });
  const planned = planImages(seed, counts);
  const images = await drawAll(unfinished, planned, { seed, onProgress });
  const card: Card = {
    name: miniName,
    version: `${drawingVersion}-seed.${seed}`,
    standIn: true,
    description,
    seed,
    splits: {},
    generators: generators.map(({ name, family }) => ({ name, family })),
  };
  for (const split of splits) {
    const ofSplit = images.filter((_, i) => planned[i]?.split === split);
    if (ofSplit.length > 0) card.splits[split] = await writeSplit({ directory: unfinished, truthDir }, split, ofSplit);
  }
  await writeCard(unfinished, card);
  await rm(out, { recursive: true, force: true });
  await rename(unfinished, out);
  return card;
}

interface Drawer {
  seed: number;
  onProgress: MiniOptions['onProgress'];
}

/** Two pictures are in work at a time for each thread that sharp may use, so that drawing and encoding overlap. */
async function drawAll(
  directory: string,
  planned: readonly PlannedImage[],
  { seed, onProgress }: Drawer,
): Promise<DatasetImage[]> {
  const threads = sharp.concurrency();
  sharp.concurrency(1);
  let done = 0;
  try {
    return await pMap(
      planned,
      async (image) => {
        const drawn = await drawOne(directory, image, seed);
        onProgress?.(++done, planned.length);
        return drawn;
      },
      { concurrency: 4 },
    );
  } finally {
    sharp.concurrency(threads);
  }
}

async function drawOne(directory: string, image: PlannedImage, seed: number): Promise<DatasetImage> {
  const drawing = drawPicture(image, seed);
  const bytes = await renderPicture(image, drawing.svg, seed);
  const { id, width, height } = image;
  const file = `images/${id}.webp`;
  await writeFile(path.join(directory, file), bytes);
  return {
    manifest: { image_id: id, width, height, file, sha256: sha256Of(bytes) },
    truth: truthOf(image, drawing),
  };
}

function truthOf({ id, generator, source, width, height }: PlannedImage, { regions, tags }: Drawing): Truth {
  if (!generator) return { image_id: id, label: 'real', source, width, height };
  const { family, name } = generator;
  return { image_id: id, label: 'fake', family, generator: name, source, width, height, regions, tags };
}
