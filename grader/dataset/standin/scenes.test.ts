import { describe, expect, it } from 'vitest';
import { seededRandom } from '#grader/dataset/seeded-random.ts';
import { limits } from '#submissions/limits.ts';
import { drawGeneralFlaws, generalFlaws } from './general-flaws.ts';
import { scenes } from './plan.ts';
import { type Flaw, failureModes, type Scene } from './scene.ts';
import { SvgCanvas, type View } from './svg-canvas.ts';

const view: View = { width: 400, height: 300, scale: 1, rollDegrees: 0, shift: [0, 0], mirrored: false };

function draw(scene: Scene, flaws: readonly Flaw[]) {
  const canvas = new SvgCanvas(view, new Map(flaws.map(({ name }) => [name, 1])));
  const random = seededRandom(5, scene.name);
  scene.draw(canvas, random);
  drawGeneralFlaws(canvas, random);
  return canvas;
}

describe.each(scenes)('the scene $name', (scene) => {
  it('is clean when nothing is planted', () => {
    expect(draw(scene, []).regions()).toEqual([]);
  });

  it.each([...scene.flaws, ...generalFlaws])('shows "$name" when it is planted, inside the image', (flaw) => {
    const regions = draw(scene, [flaw]).regions();
    expect(regions.length).toBeGreaterThan(0);
    for (const { flaw: name, box } of regions) {
      const [x1, y1, x2, y2] = box;
      expect(name).toBe(flaw.name);
      expect(box.every(Number.isInteger)).toBe(true);
      expect(x1).toBeGreaterThanOrEqual(0);
      expect(y1).toBeGreaterThanOrEqual(0);
      expect(x2).toBeLessThanOrEqual(view.width);
      expect(y2).toBeLessThanOrEqual(view.height);
      expect((x2 - x1) * (y2 - y1)).toBeLessThan(0.75 * view.width * view.height);
    }
  });

  it('looks otherwise with each flaw', () => {
    const clean = draw(scene, []).svg();
    for (const flaw of scene.flaws) expect(draw(scene, [flaw]).svg(), flaw.name).not.toBe(clean);
  });

  it('has flaws with several short wordings, tags and names of their own', () => {
    const names = [...scene.flaws, ...generalFlaws].map((flaw) => flaw.name);
    expect(new Set(names).size).toBe(names.length);
    for (const { wordings, tags } of scene.flaws) {
      expect(new Set(wordings).size).toBeGreaterThanOrEqual(4);
      expect(tags.length).toBeGreaterThan(0);
      for (const text of wordings) expect(text.length).toBeLessThan(limits.textCharacters);
    }
  });

  it('draws no letters by a font of the machine', () => {
    expect(draw(scene, scene.flaws).svg()).not.toMatch(/<text|NaN|undefined|Infinity/);
  });
});

describe('all scenes', () => {
  it('give every mode of a generator something to do', () => {
    const used = new Set([...scenes.flatMap((scene) => scene.flaws), ...generalFlaws].map((flaw) => flaw.mode));
    expect([...used].sort()).toEqual([...failureModes].sort());
  });

  it('refuse to mark a flaw that was not planted', () => {
    expect(() => new SvgCanvas(view, new Map()).mark('sixth finger', [0, 0, 9, 9])).toThrow('not planted');
  });
});
