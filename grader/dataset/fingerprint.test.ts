import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fingerprint, hammingDistance } from './fingerprint.ts';
import { isNearIdentical, nearIdenticalPairs } from './near-identical.ts';
import { seededRandom } from './seeded-random.ts';
import { scenes } from './standin/plan.ts';
import { SvgCanvas } from './standin/svg-canvas.ts';

function picture(scene: number, seed: number) {
  const view = { width: 400, height: 300, scale: 1, rollDegrees: 0, shift: [0, 0], mirrored: false } as const;
  const canvas = new SvgCanvas(view, new Map());
  scenes[scene]?.draw(canvas, seededRandom(seed, 'picture'));
  return sharp(Buffer.from(canvas.svg()));
}

describe('near-identical images', () => {
  it('are known again after re-encoding, scaling and a little brightness', async () => {
    const original = await fingerprint(await picture(0, 1).png().toBuffer());
    const copies = [
      picture(0, 1).webp({ quality: 40 }),
      picture(0, 1).resize(200).jpeg({ quality: 60 }),
      picture(0, 1).modulate({ brightness: 1.01 }).png(),
    ];
    for (const copy of copies) expect(isNearIdentical(original, await fingerprint(await copy.toBuffer()))).toBe(true);
  });

  it('are not two drawings of one scene', async () => {
    const buffers = await Promise.all(
      [1, 2, 3].flatMap((seed) => [picture(3, seed).png().toBuffer(), picture(6, seed).png().toBuffer()]),
    );
    expect(nearIdenticalPairs(await Promise.all(buffers.map(fingerprint)))).toEqual([]);
  });

  it('are compared by the number of differing bits', () => {
    expect(hammingDistance([0, 0], [0, 0])).toBe(0);
    expect(hammingDistance([0xffffffff, 0], [0, 0x80000001])).toBe(34);
  });

  it('must be images', async () => {
    await expect(fingerprint(Buffer.from('no image'))).rejects.toThrow();
  });
});
