import { type Random, seededRandom } from '#grader/dataset/seeded-random.ts';
import type { Family } from '#submissions/terms.ts';
import type { Generator } from './generators.ts';

/** 8-bit RGB, row by row. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Normal deviates to draw grain from; a table, since a draw per pixel would cost more than all the drawing. */
const grainTable = makeGrain();

function makeGrain(): Float32Array {
  const random = seededRandom(7, 'grain');
  return Float32Array.from({ length: 65536 }, () => random.normal(0, 1));
}

/** The artifacts of a camera on any scene: exposure, white balance, vignette and grain. In place. */
export function addCameraArtifacts(pixels: Pixels, random: Random, grain: number): void {
  const { data, width, height } = pixels;
  const exposure = random.between(0.9, 1.1);
  const gains = [exposure * random.between(0.95, 1.05), exposure, exposure * random.between(0.94, 1.06)];
  const vignette = random.between(0, 0.26) / (width * width + height * height);
  let draw = random.integer(0, 65535);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const far = (2 * x - width) ** 2 + (2 * y - height) ** 2;
      const shade = 1 - vignette * far;
      draw = (draw + 1 + (x & 1)) & 65535;
      const noise = grainTable[draw]! * grain;
      for (let channel = 0; channel < 3; channel++, at++) {
        data[at] = clamp(
          data[at]! * gains[channel]! * shade + noise + grainTable[(draw * 7 + channel * 977) & 65535]! * grain * 0.4,
        );
      }
    }
    draw = (draw + 7919) & 65535;
  }
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
}

/** The fingerprint of a generator, the same in all its pictures. In place. */
export function addGeneratorFingerprint(pixels: Pixels, generator: Generator, random: Random): void {
  fingerprints[generator.family](pixels, generator, random);
}

const fingerprints: Record<Family, (pixels: Pixels, generator: Generator, random: Random) => void> = {
  diffusion: (pixels, { visibility, grid }, random) => {
    const lattice = smoothLattice(pixels, grid, random);
    eachPixel(pixels, (x, y, at) => {
      for (let channel = 0; channel < 3; channel++) {
        pixels.data[at + channel] = clamp(pixels.data[at + channel]! + lattice(x, y, channel) * 3.4 * visibility);
      }
    });
  },
  gan: (pixels, { visibility, grid }, random) => {
    const lattice = smoothLattice(pixels, 46, random);
    const half = grid / 2;
    eachPixel(pixels, (x, y, at) => {
      const sign = (Math.floor(x / half) + Math.floor(y / half)) % 2 === 0 ? 1 : -1;
      add(pixels.data, at, sign * visibility * (2.4 + 3 * Math.max(0, lattice(x, y, 0))));
    });
  },
  dit: (pixels, { visibility, grid }, random) => {
    const across = Math.ceil(pixels.width / grid);
    const shades = Float32Array.from({ length: across * Math.ceil(pixels.height / grid) }, () =>
      random.normal(0, 1.6 * visibility),
    );
    eachPixel(pixels, (x, y, at) => {
      const seam = x % grid === 0 || y % grid === 0 ? -2.6 * visibility : 0;
      add(pixels.data, at, shades[Math.floor(y / grid) * across + Math.floor(x / grid)]! + seam);
    });
  },
  others: (pixels, { visibility, grid }) => quantise(pixels, grid, 0.17 * visibility),
};

function eachPixel({ width, height }: Pixels, visit: (x: number, y: number, at: number) => void): void {
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++, at += 3) visit(x, y, at);
}

function add(data: Uint8Array, at: number, value: number): void {
  data[at] = clamp(data[at]! + value);
  data[at + 1] = clamp(data[at + 1]! + value);
  data[at + 2] = clamp(data[at + 2]! + value);
}

/** Noise that is smooth at the scale of `cell` pixels, one for each of three channels. */
function smoothLattice({ width, height }: Pixels, cell: number, random: Random) {
  const across = Math.ceil(width / cell) + 2;
  const nodes = across * (Math.ceil(height / cell) + 2);
  const values = Float32Array.from({ length: nodes * 3 }, () => grainTable[random.integer(0, 65535)]!);
  return (x: number, y: number, channel: number): number => {
    const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
    const [u, v] = [ease(x / cell - column), ease(y / cell - row)];
    const node = channel * nodes + row * across + column;
    const upper = values[node]! * (1 - u) + values[node + 1]! * u;
    const lower = values[node + across]! * (1 - u) + values[node + across + 1]! * u;
    return upper * (1 - v) + lower * v;
  };
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}

/** Moves each block towards the mean of its colours, as a coarse codebook would. */
function quantise({ data, width, height }: Pixels, grid: number, share: number): void {
  for (let top = 0; top < height; top += grid) {
    for (let left = 0; left < width; left += grid) {
      const [right, bottom] = [Math.min(width, left + grid), Math.min(height, top + grid)];
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let y = top; y < bottom; y++)
          for (let x = left; x < right; x++) sum += data[(y * width + x) * 3 + channel]!;
        const mean = Math.round(sum / ((right - left) * (bottom - top)) / 6) * 6;
        for (let y = top; y < bottom; y++) {
          for (let x = left; x < right; x++) {
            const at = (y * width + x) * 3 + channel;
            data[at] = clamp(data[at]! + (mean - data[at]!) * share);
          }
        }
      }
    }
  }
}
