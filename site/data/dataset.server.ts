import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { currentDataset, currentDatasets } from '#db/datasets.ts';
import { dataPaths } from '#db/env.ts';
import type { Dataset } from '#db/schema.ts';
import { siteServices } from '#site/server/services.ts';
import { readManifest, readTruth } from '#submissions/dataset-files.ts';
import type { Truth } from '#submissions/format.ts';
import { families } from '#submissions/terms.ts';

export interface DatasetCard {
  dataset: Dataset;
  manifestUrl: string;
  manifestBytes: number;
  /** null for the test split, whose answers are sealed */
  truthUrl: string | null;
  truthBytes: number | null;
  imagesUrl: string;
}

/** What may be downloaded: manifests, the answers of public splits, images. Sealed answers have no name here. */
const publicName =
  /^(?:(?:train|dev|test)\.manifest\.jsonl|(?:train|dev)\.truth\.jsonl|card\.json|images\/[A-Za-z0-9_-]+\.(?:webp|jpg|jpeg|png))$/;

/** The file behind a public name, or null when the name is not public or there is no such file. */
export async function publicFile(name: string): Promise<{ file: string; bytes: number } | null> {
  if (!publicName.test(name)) return null;
  const { env } = await siteServices();
  const file = path.join(dataPaths(env.dataDir).dataset, name);
  const found = await stat(file).catch(() => null);
  return found ? { file, bytes: found.size } : null;
}

/** A card for each split, in the order train, dev, test. */
export async function readDatasetCards(): Promise<DatasetCard[]> {
  const { db } = await siteServices();
  return Promise.all((await currentDatasets(db)).map(describe));
}

async function describe(dataset: Dataset): Promise<DatasetCard> {
  const manifest = `${dataset.split}.manifest.jsonl`;
  const truth = dataset.split === 'test' ? null : `${dataset.split}.truth.jsonl`;
  return {
    dataset,
    manifestUrl: `/data/${manifest}`,
    manifestBytes: (await publicFile(manifest))?.bytes ?? 0,
    truthUrl: truth && `/data/${truth}`,
    truthBytes: truth ? ((await publicFile(truth))?.bytes ?? null) : null,
    imagesUrl: '/data/images.tar',
  };
}

export interface Sample {
  truth: Extract<Truth, { label: 'fake' }>;
  imageUrl: string;
}

let samples: Promise<Sample[]> | null = null;

/** Some annotated fakes of the dev split, for each family one that has several regions; none without a dev split. */
export function readSamples(): Promise<Sample[]> {
  samples ??= chooseSamples().catch((error: unknown) => {
    samples = null;
    throw error;
  });
  return samples;
}

async function chooseSamples(): Promise<Sample[]> {
  const fakes = [...(await readDevImages()).values()].flatMap(({ truth, imageUrl }) =>
    truth.label === 'fake' && truth.regions.length > 2 ? [{ truth, imageUrl }] : [],
  );
  return families.flatMap((family) => fakes.filter(({ truth }) => truth.family === family).slice(0, 2));
}

/** An image of the dev split with its public annotation. */
export interface DevImage {
  truth: Truth;
  imageUrl: string;
}

/** The images of the dev split in the data folder by their ids; none without one. */
async function readDevImages(): Promise<Map<string, DevImage>> {
  const [truthFile, manifestFile] = await Promise.all(['dev.truth.jsonl', 'dev.manifest.jsonl'].map(publicFile));
  if (!truthFile || !manifestFile) return new Map();
  const truths = await readTruth(createReadStream(truthFile.file));
  const files = new Map(
    (await readManifest(createReadStream(manifestFile.file))).map(({ image_id, file }) => [image_id, file]),
  );
  return new Map(truths.map((truth) => [truth.image_id, { truth, imageUrl: `/data/${files.get(truth.image_id)}` }]));
}

let devImages: { id: string; images: Promise<Map<string, DevImage>> } | null = null;

/** The images of a dev split by their ids; none when the data folder holds another version by now. */
export async function devImagesOf(dataset: Pick<Dataset, 'id'>): Promise<Map<string, DevImage>> {
  const { db } = await siteServices();
  const current = await currentDataset(db, 'dev');
  if (current?.id !== dataset.id) return new Map();
  if (devImages?.id !== current.id) devImages = { id: current.id, images: readDevImages() };
  const { images } = devImages;
  images.catch(() => {
    devImages = null;
  });
  return images;
}

/** All images as one tar, streamed; ids only, in the order of the folder. */
export async function imagesArchive(): Promise<ReadableStream> {
  const { env } = await siteServices();
  const folder = path.join(dataPaths(env.dataDir).dataset, 'images');
  const archive = pack();
  const fill = async () => {
    for (const name of await readdir(folder)) {
      const image = await readFile(path.join(folder, name));
      await new Promise((resolve) => archive.entry({ name: `images/${name}` }, image, resolve));
    }
    archive.finalize();
  };
  fill().catch((error: Error) => archive.destroy(error));
  return Readable.toWeb(Readable.from(archive)) as unknown as ReadableStream;
}
