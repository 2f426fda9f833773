import type { Random } from '#grader/dataset/seeded-random.ts';
import { ellipse, type Point, poly, rippled, smooth } from './geometry.ts';
import { garbled, writing } from './glyphs.ts';
import type { Flaw } from './scene.ts';
import type { SvgCanvas } from './svg-canvas.ts';

/** Flaws of any scene, drawn on top of it. */
// biome-ignore format: a table
export const generalFlaws = [
  {
    name: 'unknown object', mode: 'shape', tags: ['unrecognizable'],
    wordings: ['unrecognizable object', 'object cannot be identified', 'strange blob with no clear identity', 'unknown object out of place'],
  },
  {
    name: 'melted patch', mode: 'texture', tags: ['texture'],
    wordings: ['texture melted and smeared', 'surface texture incorrect', 'area looks melted, details flow together', 'smeared texture'],
  },
  {
    name: 'stray writing', mode: 'text', tags: ['other', 'unrecognizable'],
    wordings: ['meaningless characters in the corner', 'garbled watermark', 'text not identifiable', 'fake signature that cannot be read'],
  },
  {
    name: 'painted strokes', mode: 'style', tags: ['art_style'],
    wordings: ['brush strokes like an oil painting', 'area looks painted, not photographed', 'cartoon-like style does not match the rest', 'painterly style'],
  },
  {
    name: 'wrong light', mode: 'light', tags: ['perspective'],
    wordings: ['light spot without a source', 'reflection in the wrong place', 'highlight does not match the light direction', 'light falls from the wrong direction'],
  },
] as const satisfies readonly Flaw[];

/** Draws the general flaws that are planted, somewhere in `±150 × ±110`. */
export function drawGeneralFlaws(canvas: SvgCanvas, random: Random): void {
  const spot = (): Point => [random.between(-150, 150), random.between(-110, 110)];
  for (const { name } of generalFlaws) {
    const strength = canvas.flawed(name);
    if (strength > 0) painters[name](canvas, random, { at: spot(), strength });
  }
}

type Painter = (canvas: SvgCanvas, random: Random, place: { at: Point; strength: number }) => void;

const painters: Record<(typeof generalFlaws)[number]['name'], Painter> = {
  'unknown object': (canvas, random, { at: [x, y], strength }) => {
    const hue = random.between(0, 360);
    const outline = Array.from({ length: 9 }, (_, i): Point => {
      const [angle, r] = [(i / 9) * 2 * Math.PI, random.between(9, 24) * strength];
      return [x + r * Math.cos(angle) * 1.2, y + r * Math.sin(angle)];
    });
    const body = canvas.fill(
      smooth(outline),
      canvas.radial([
        [hue, 45, 74],
        [hue + 30, 40, 48],
        [hue + 60, 35, 30],
      ]),
    );
    canvas.stroke(smooth(outline.slice(0, 5), false), [hue, 30, 85], { width: 2, opacity: 0.7 });
    canvas.fill(ellipse([x + 4, y - 3], 4 * strength, 3 * strength), [hue + 180, 30, 25]);
    canvas.mark('unknown object', body);
  },
  'melted patch': (canvas, random, { at: [x, y], strength }) => {
    const hue = random.between(15, 60);
    const extents = Array.from({ length: 9 }, (_, i) => {
      const line = smooth(
        [0, 1, 2, 3, 4].map((k): Point => [x - 30 + k * 15, y - 18 + i * 4.5 + random.between(-2, 2)]),
        false,
      );
      const drips = rippled(line, 3.5 * strength, [26, i * 0.5]);
      return canvas.stroke(drips, [hue + i * 4, 22, 38 + ((i * 37) % 40)], { width: 4.2, opacity: 0.55 });
    });
    canvas.mark('melted patch', ...extents);
  },
  'stray writing': (canvas, random, { at: [x, y], strength }) => {
    const place = { center: [x * 0.75, y > 0 ? 105 : -112] as const, height: 11 + 4 * strength };
    const lines = garbled(writing(random.pick(['SUTTERTCK', 'PHOTQ 88', 'GETTYZ', 'SAMPLF']), place), random, place);
    canvas.mark('stray writing', canvas.strokeAll(lines, [0, 0, 97], { width: 1.8, opacity: 0.75 }));
  },
  'painted strokes': (canvas, random, { at: [x, y], strength }) => {
    const hue = random.between(0, 360);
    const extents = Array.from({ length: 16 }, () => {
      const [sx, sy] = [x + random.normal(0, 20), y + random.normal(0, 15)];
      const bend = random.between(-9, 9);
      const points: Point[] = poly`${sx - 13},${sy} ${sx},${sy + bend} ${sx + 13},${sy - 2}`;
      const color = [hue + random.between(-40, 40), random.between(45, 75), random.between(40, 78)] as const;
      return canvas.stroke(smooth(points, false), color, { width: 4 * strength, opacity: 0.6 });
    });
    canvas.mark('painted strokes', ...extents);
  },
  'wrong light': (canvas, random, { at: [x, y], strength }) => {
    const size = random.between(13, 22) * strength;
    canvas.glow([[x, y], size * 1.5, size * 1.5], [52, 90, 88], 0.8);
    canvas.fill(ellipse([x, y], size * 0.55, size * 0.4), [55, 80, 97], { opacity: 0.9 });
    canvas.mark('wrong light', canvas.fill(ellipse([x, y], size, size * 0.85), [50, 90, 92], { opacity: 0.22 }));
  },
};
