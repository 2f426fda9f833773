import type { Family } from '#submissions/terms.ts';
import type { Random } from '../random.ts';

/** Raw pixels, three bytes each, row by row. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Adds to the three channels of each pixel what `offset` says of its place; bytes saturate. */
function shade({ data, width, height }: Pixels, offset: (x: number, y: number) => number): void {
  const clamped = new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const d = offset(x, y);
      clamped[at] = clamped[at++]! + d;
      clamped[at] = clamped[at++]! + d;
      clamped[at] = clamped[at++]! + d;
    }
  }
}

/** A camera's look: fine grain and edges that fall off a little. */
export function photograph(pixels: Pixels, random: Random): void {
  const grain = random.between(3, 8);
  const falloff = random.between(6, 18);
  const noise = Float32Array.from({ length: 4096 }, () => random.normal() * grain);
  let at = random.below(4096);
  shade(pixels, (x, y) => {
    at = (at + 1 + ((x * 7 + y * 13) & 3)) & 4095;
    const dx = x / pixels.width - 0.5;
    const dy = y / pixels.height - 0.5;
    return noise[at]! - falloff * (dx * dx + dy * dy) * 2;
  });
}

/** The trace a family leaves: smooth noise, checkerboard, patch seams or token blocks. */
export function synthesise(pixels: Pixels, family: Family, strength: number, random: Random): void {
  looks[family](pixels, strength, random);
}

const looks: Record<Family, (pixels: Pixels, strength: number, random: Random) => void> = {
  diffusion(pixels, strength, random) {
    const waves = Array.from({ length: 4 }, () => ({
      x: random.between(-0.08, 0.08),
      y: random.between(-0.08, 0.08),
      phase: random.between(0, 6.28),
    }));
    shade(
      pixels,
      (x, y) => waves.reduce((sum, wave) => sum + Math.sin(wave.x * x + wave.y * y + wave.phase), 0) * 3 * strength,
    );
  },
  gan(pixels, strength) {
    shade(pixels, (x, y) => ((((x >> 1) + (y >> 1)) & 1) * 2 - 1) * 3.5 * strength);
  },
  dit(pixels, strength, random) {
    const patch = random.pick([16, 32]);
    const steps = Float32Array.from({ length: 1024 }, () => random.between(-4, 4) * strength);
    shade(pixels, (x, y) => {
      const seam = x % patch === 0 || y % patch === 0 ? -7 * strength : 0;
      return steps[(Math.floor(x / patch) * 31 + Math.floor(y / patch) * 17) & 1023]! + seam;
    });
  },
  others(pixels, strength, random) {
    const block = random.pick([8, 12]);
    const tokens = Float32Array.from({ length: 1024 }, () => random.pick([-9, -4, 0, 4, 9]) * strength);
    shade(pixels, (x, y) => tokens[(Math.floor(x / block) * 131 + Math.floor(y / block) * 57) & 1023]!);
  },
};
