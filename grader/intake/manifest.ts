import { createReadStream } from 'node:fs';
import path from 'node:path';
import { dataPaths } from '#db/env.ts';
import type { Dataset } from '#db/schema.ts';
import { readManifest } from '#submissions/dataset-files.ts';

export type ImageSizes = ReadonlyMap<string, { width: number; height: number }>;

const loaded = new Map<string, Promise<ImageSizes>>();

/** The images of a split by id, read once for each manifest hash. */
export function loadImageSizes(dataDir: string, dataset: Dataset): Promise<ImageSizes> {
  const known = loaded.get(dataset.manifestSha256);
  if (known) return known;
  const loading = readSizes(manifestFile(dataDir, dataset));
  loaded.set(dataset.manifestSha256, loading);
  loading.catch(() => loaded.delete(dataset.manifestSha256));
  return loading;
}

function manifestFile(dataDir: string, dataset: Pick<Dataset, 'split'>): string {
  return path.join(dataPaths(dataDir).dataset, `${dataset.split}.manifest.jsonl`);
}

async function readSizes(file: string): Promise<ImageSizes> {
  const lines = await readManifest(createReadStream(file));
  return new Map(lines.map((line) => [line.image_id, { width: line.width, height: line.height }]));
}
