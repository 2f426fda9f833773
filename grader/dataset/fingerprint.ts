import sharp from 'sharp';
import { countBits } from '#grader/metrics/bits.ts';

/** What two image files are compared by. */
export interface Fingerprint {
  width: number;
  height: number;
  /** as `webp`, `jpeg`, `png` */
  format: string;
  /** 64-bit difference hash in two halves: a bit is 1 where a pixel of the 9 × 8 grey thumbnail is brighter than its right neighbour */
  hash: readonly [number, number];
  /** [8 × 9] the thumbnail itself, grey values: separates look-alikes from copies where the hash of a plain picture cannot */
  thumbnail: Float64Array;
}

const grid = { width: 9, height: 8 } as const;

/** Size, format and perceptual hash, from the decoded pixels. @throws when the file cannot be decoded */
export async function fingerprint(input: string | Uint8Array): Promise<Fingerprint> {
  const image = sharp(input, { failOn: 'error' });
  const { width, height, format } = await image.metadata();
  const { data, info } = await image.flatten().greyscale().raw().toBuffer({ resolveWithObject: true });
  const thumbnail = averageCells(data, info);
  return { width, height, format, hash: differenceHash(thumbnail), thumbnail };
}

/** Means over equal cells. Not sharp's resize: it shrinks JPEG and WebP while decoding, and copies would differ by format. */
function averageCells(grey: Uint8Array, { width, height }: { width: number; height: number }): Float64Array {
  const means = new Float64Array(grid.width * grid.height);
  const counts = new Float64Array(means.length);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y * grid.height) / height) * grid.width;
    for (let x = 0; x < width; x++, at++) {
      const cell = row + Math.floor((x * grid.width) / width);
      means[cell]! += grey[at]!;
      counts[cell]!++;
    }
  }
  return means.map((sum, cell) => (counts[cell]! > 0 ? sum / counts[cell]! : 0));
}

function differenceHash(grey: Float64Array): [number, number] {
  const halves: [number, number] = [0, 0];
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x + 1 < grid.width; x++) {
      const at = y * grid.width + x;
      const bit = grey[at]! > grey[at + 1]! ? 1 : 0;
      const half = y < 4 ? 0 : 1;
      halves[half] = ((halves[half] << 1) | bit) >>> 0;
    }
  }
  return halves;
}

/** Number of differing bits, 0…64. */
export function hammingDistance(a: Fingerprint['hash'], b: Fingerprint['hash']): number {
  return countBits(a[0] ^ b[0]) + countBits(a[1] ^ b[1]);
}
