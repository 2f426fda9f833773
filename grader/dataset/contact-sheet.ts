import sharp, { type OverlayOptions } from 'sharp';
import type { Box } from '#submissions/format.ts';

export interface SheetImage {
  /** the encoded picture */
  bytes: Uint8Array;
  width: number;
  height: number;
  /** outlined in the sheet */
  boxes: readonly Box[];
}

const cell = { width: 300, height: 240, gap: 8 };

/** A PNG of all pictures in rows of `columns`, fitted into equal cells, with their boxes outlined. */
export async function drawContactSheet(images: readonly SheetImage[], columns: number): Promise<Buffer> {
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
