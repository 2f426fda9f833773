import { createReadStream } from 'node:fs';
import { currentDataset } from '#db/datasets.ts';
import type { Dataset } from '#db/schema.ts';
import { memoisePromise } from '#site/server/memoise-promise.ts';
import { siteServices } from '#site/server/services.ts';
import { readManifest, readTruth } from '#submissions/dataset-files.ts';
import type { Truth } from '#submissions/format.ts';
import { families } from '#submissions/terms.ts';
import { publicFile } from './dataset.server.ts';

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

let newest: { id: string; read: () => Promise<Map<string, DevImage>> } | null = null;

/** The images of a dev split by their ids; none when the data folder holds another version by now. */
export async function devImagesOf(dataset: Pick<Dataset, 'id'>): Promise<Map<string, DevImage>> {
  const { db } = await siteServices();
  const current = await currentDataset(db, 'dev');
  if (current?.id !== dataset.id) return new Map();
  if (newest?.id !== current.id) newest = { id: current.id, read: memoisePromise(readDevImages) };
  return newest.read();
}

/** An annotated fake. */
export interface Sample {
  truth: Extract<Truth, { label: 'fake' }>;
  imageUrl: string;
}

/** Some annotated fakes of the dev split, for each family two that have several regions; none without a dev split. */
export const readSamples = memoisePromise(async (): Promise<Sample[]> => {
  const fakes = [...(await readDevImages()).values()].flatMap(({ truth, imageUrl }) =>
    truth.label === 'fake' && truth.regions.length > 2 ? [{ truth, imageUrl }] : [],
  );
  return families.flatMap((family) => fakes.filter(({ truth }) => truth.family === family).slice(0, 2));
});
