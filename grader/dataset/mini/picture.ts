import sharp from 'sharp';
import type { Box } from '#submissions/format.ts';
import type { Family } from '#submissions/terms.ts';
import { openRandom } from '../random.ts';
import { openBrush, type Scene } from './brush.ts';
import type { DefectName } from './defects.ts';
import { photograph, synthesise } from './looks.ts';

export interface PictureOrder {
  id: string;
  seed: number;
  width: number;
  height: number;
  scene: Scene;
  /** null for a real image */
  maker: { family: Family; strength: number; defects: ReadonlySet<DefectName> } | null;
}

export interface Picture {
  svg: string;
  /** the planted defects with their tight boxes in whole pixels */
  regions: { defect: DefectName; box: Box }[];
}

/** The picture as markup: a pure function of the order. */
export function composePicture({ id, seed, width, height, scene, maker }: PictureOrder): Picture {
  const random = openRandom(seed, `scene ${id}`);
  const brush = openBrush(random, maker?.defects ?? new Set());
  const background = scene.background(brush);
  scene.draw(brush);
  const scale = (Math.min(width, height) / 100) * random.between(0.86, 0.98);
  const left = (width - 100 * scale) / 2 + random.between(-0.04, 0.04) * width;
  const top = (height - 100 * scale) / 2 + random.between(-0.04, 0.04) * height;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${background}"/><g transform="translate(${left.toFixed(2)} ${top.toFixed(2)}) scale(${scale.toFixed(4)})">${brush.markup.join('')}</g></svg>`;
  const regions = brush.planted.map(({ defect, extent: [x1, y1, x2, y2] }): Picture['regions'][number] => ({
    defect,
    box: [
      clamp(Math.floor(left + x1 * scale), 0, width - 1),
      clamp(Math.floor(top + y1 * scale), 0, height - 1),
      clamp(Math.ceil(left + x2 * scale), 1, width),
      clamp(Math.ceil(top + y2 * scale), 1, height),
    ],
  }));
  return { svg, regions };
}

/** The picture as a WebP file, with a camera's grain or a generator's trace. */
export async function renderPicture(order: PictureOrder, svg: string): Promise<Uint8Array> {
  const { data, info } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const pixels = { data, width: info.width, height: info.height };
  const random = openRandom(order.seed, `look ${order.id}`);
  if (order.maker) synthesise(pixels, order.maker.family, order.maker.strength, random);
  else photograph(pixels, random);
  const { width, height } = pixels;
  return sharp(data, { raw: { width, height, channels: 3 } })
    .webp({ quality: 82, effort: 2 })
    .toBuffer();
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
