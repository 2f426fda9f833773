import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pMap from 'p-map';
import { drawContactSheet } from './contact-sheet.ts';
import { datasetPaths, type Part, readPart } from './directory.ts';

export interface SheetOptions {
  part: Part;
  images: number;
  columns: number;
}

/** A PNG of the first images of a part whose answers lie in the directory, annotated boxes outlined. */
export async function drawDatasetSheet(directory: string, { part, images, columns }: SheetOptions): Promise<Buffer> {
  const paths = datasetPaths(directory);
  const all = await readPart(paths.manifest(part), paths.truth(part));
  const shown = await pMap(
    all.slice(0, images),
    async ({ manifest, truth }) => ({
      bytes: await readFile(path.join(directory, manifest.file)),
      width: manifest.width,
      height: manifest.height,
      boxes: truth.label === 'fake' ? truth.regions.map((region) => region.box) : [],
    }),
    { concurrency: 4 },
  );
  return drawContactSheet(shown, Math.max(1, columns));
}
