import path from 'node:path';
import sharp from 'sharp';
import type { Box } from '#submissions/format.ts';
import type { Example } from './examine.ts';

/** Draws an example onto its image: the boxes as written dashed red, as they are meant solid green. Returns the PNG's path. */
export async function drawExample({ image, before, after }: Example, dataset: string, out: string): Promise<string> {
  const { width, height } = image;
  const stroke = Math.max(2, Math.round(Math.max(width, height) / 160));
  const rect = ([x1, y1, x2, y2]: Box, style: string) =>
    `<rect x="${Math.min(x1, x2)}" y="${Math.min(y1, y2)}" width="${Math.abs(x2 - x1)}" height="${Math.abs(y2 - y1)}" fill="none" stroke-width="${stroke}" ${style}/>`;
  const rects = [
    ...before.map((box) => rect(box, 'stroke="#d93025" stroke-dasharray="6 4"')),
    ...after.map((box) => rect(box, 'stroke="#188038"')),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${rects.join('')}</svg>`;
  const file = path.join(out, `${image.image_id}.png`);
  await sharp(path.join(dataset, image.file))
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toFile(file);
  return file;
}
