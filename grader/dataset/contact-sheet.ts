import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pMap from 'p-map';
import sharp, { type OverlayOptions } from 'sharp';
import type { Box } from '#submissions/format.ts';
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

interface SheetImage {
  /** the encoded picture */
  bytes: Uint8Array;
  width: number;
  height: number;
  /** outlined in the sheet */
  boxes: readonly Box[];
}

const cell = { width: 300, height: 240, gap: 8 };

/** A PNG of all pictures in rows of `columns`, fitted into equal cells, with their boxes outlined. */
async function drawContactSheet(images: readonly SheetImage[], columns: number): Promise<Buffer> {
  const rows = Math.ceil(images.length / columns);
  const overlays = await Promise.all(
    images.map(async (image, i): Promise<OverlayOptions> => {
      const input = await fitIntoCell(image);
      const left = cell.gap + (i % columns) * (cell.width + cell.gap);
      return { input, left, top: cell.gap + Math.floor(i / columns) * (cell.height + cell.gap) };
    }),
  );
  const width = cell.gap + columns * (cell.width + cell.gap);
  const height = cell.gap + rows * (cell.height + cell.gap);
  const sheet = sharp({ create: { width, height, channels: 3, background: '#f6f4ef' } });
  return sheet.composite(overlays).png({ compressionLevel: 9 }).toBuffer();
}

async function fitIntoCell({ bytes, width, height, boxes }: SheetImage): Promise<Buffer> {
  const outlines = boxes.map(
    ([x1, y1, x2, y2]) =>
      `<rect x="${x1}" y="${y1}" width="${x2 - x1}" height="${y2 - y1}" fill="none" stroke="#e11d48" stroke-width="${width / 200}"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${outlines.join('')}</svg>`;
  const marked = await sharp(bytes)
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer();
  return sharp(marked)
    .resize({ ...cell, fit: 'contain', background: '#f6f4ef' })
    .png()
    .toBuffer();
}
