import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { currentDatasets } from '#db/datasets.ts';
import { dataPaths } from '#db/env.ts';
import type { Dataset } from '#db/schema.ts';
import { siteServices } from '#site/server/services.ts';
import { toWebStream } from '#site/server/web-stream.ts';

/** A file for download. */
interface Download {
  url: string;
  bytes: number;
}

export interface DatasetCard {
  dataset: Dataset;
  /** null where the data folder lacks the file */
  manifest: Download | null;
  /** the answers of a public split; null also for the sealed test split */
  truth: Download | null;
  isSealed: boolean;
}

/** What may be downloaded: manifests, the answers of public splits, images. Sealed answers have no name here. */
const publicName =
  /^(?:(?:train|dev|test)\.manifest\.jsonl|(?:train|dev)\.truth\.jsonl|card\.json|images\/[A-Za-z0-9_-]{1,200}\.(?:webp|jpg|jpeg|png))$/;

/**
 * The file behind a public name, or null when the name is not public or there is no such file.
 * @throws when the file is there and cannot be read
 */
export async function publicFile(name: string): Promise<{ file: string; bytes: number } | null> {
  if (!publicName.test(name)) return null;
  const { env } = await siteServices();
  const file = path.join(dataPaths(env.dataDir).dataset, name);
  try {
    return { file, bytes: (await stat(file)).size };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** A card for each split, in the order train, dev, test. */
export async function readDatasetCards(): Promise<DatasetCard[]> {
  const { db } = await siteServices();
  return Promise.all((await currentDatasets(db)).map(describe));
}

async function describe(dataset: Dataset): Promise<DatasetCard> {
  const isSealed = dataset.split === 'test';
  return {
    dataset,
    manifest: await findDownload(`${dataset.split}.manifest.jsonl`),
    truth: isSealed ? null : await findDownload(`${dataset.split}.truth.jsonl`),
    isSealed,
  };
}

async function findDownload(name: string): Promise<Download | null> {
  const found = await publicFile(name);
  return found && { url: `/data/${name}`, bytes: found.bytes };
}

/** All images as one tar, streamed in the order of the folder. File names are the images' random ids. */
export async function imagesArchive(): Promise<ReadableStream<Uint8Array>> {
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
  fill().catch((error: Error) => archive.destroy(error)); // the reader of the archive gets the error
  return toWebStream(Readable.from(archive));
}
