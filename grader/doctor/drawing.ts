import path from 'node:path';
import sharp from 'sharp';
import type { Box } from '#submissions/format.ts';
import type { Example } from './examine.ts';

/** Draws an example onto its image: the box as written dashed red, as it is meant solid green. Returns the file made. */
export async function drawExample({ line, before, after }: Example, dataset: string, out: string): Promise<string> {
  const stroke = Math.max(2, Math.round(Math.max(line.width, line.height) / 160));
  const rect = ([x1, y1, x2, y2]: Box, style: string) =>
    `<rect x="${Math.min(x1, x2)}" y="${Math.min(y1, y2)}" width="${Math.abs(x2 - x1)}" height="${Math.abs(y2 - y1)}" fill="none" stroke-width="${stroke}" ${style}/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${line.width}" height="${line.height}">${rect(before, 'stroke="#d93025" stroke-dasharray="6 4"')}${rect(after, 'stroke="#188038"')}</svg>`;
  const file = path.join(out, `${line.image_id}.png`);
  await sharp(path.join(dataset, line.file))
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toFile(file);
  return file;
}
