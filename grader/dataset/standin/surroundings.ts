import type { Random } from '#grader/dataset/seeded-random.ts';
import { type Extent, ellipse, type Point, poly, rectangle, smooth } from './geometry.ts';
import { type Color, lighten, type Paint, type SvgCanvas } from './svg-canvas.ts';

/** Everything of the image between two heights. */
export function band(canvas: SvgCanvas, [top, bottom]: readonly [number | null, number | null], paint: Paint): Extent {
  const [left, frameTop, right, frameBottom] = canvas.frame;
  return canvas.fill(rectangle([left, top ?? frameTop, right, bottom ?? frameBottom]), paint);
}

/** A sky down to `horizon`, in the mood of one of some hours. */
export function sky(canvas: SvgCanvas, random: Random, horizon: number): void {
  const mood = random.pick(daySkies);
  band(canvas, [null, horizon + 2], canvas.linear([0, -170], [0, horizon], mood));
  const clouds = random.integer(1, 4);
  for (let i = 0; i < clouds; i++) {
    cloud(canvas, random, [random.between(-230, 230), random.between(-190, horizon - 95)]);
  }
}

const daySkies: readonly (readonly Color[])[] = [
  [
    [205, 70, 62],
    [200, 65, 80],
    [48, 60, 92],
  ],
  [
    [215, 55, 55],
    [205, 60, 76],
    [25, 70, 88],
  ],
  [
    [190, 45, 66],
    [180, 40, 83],
    [60, 45, 92],
  ],
  [
    [225, 45, 60],
    [265, 40, 78],
    [20, 80, 84],
  ],
];

function cloud(canvas: SvgCanvas, random: Random, [x, y]: Point): void {
  const size = random.between(14, 30);
  for (let i = 0; i < 4; i++) {
    const at: Point = [x + (i - 1.5) * size * 0.9, y + random.between(-0.2, 0.25) * size];
    canvas.fill(ellipse(at, size * random.between(0.7, 1.1), size * random.between(0.4, 0.6)), [210, 30, 98], {
      opacity: 0.5,
    });
  }
}

/** A soft rolling line of hills at about `y`, filled to the bottom of the image. */
export function hills(canvas: SvgCanvas, random: Random, [y, color]: readonly [number, Color]): Extent {
  const [left, , right, bottom] = canvas.frame;
  const ridge: Point[] = [];
  for (let x = left; x <= right + 60; x += 60) ridge.push([x, y + random.between(-13, 13)]);
  const shape = [...smooth(ridge, false), [right + 60, bottom] as const, [left, bottom] as const];
  return canvas.fill(shape, canvas.linear([0, y - 15], [0, y + 110], [lighten(color, 6), lighten(color, -8)]));
}

/** A round or a pointed tree standing at `foot`. */
export function tree(canvas: SvgCanvas, random: Random, [[x, y], size]: readonly [Point, number]): void {
  const green: Color = [random.between(85, 150), random.between(25, 42), random.between(30, 44)];
  canvas.fill(rectangle([x - size * 0.05, y - size * 0.45, x + size * 0.05, y]), [28, 32, 30]);
  if (random.chance(0.4)) {
    for (const [up, wide] of [
      [0.15, 0.3],
      [0.45, 0.24],
      [0.75, 0.16],
    ] as const) {
      canvas.fill(
        poly`${x - size * wide},${y - size * up} ${x},${y - size * (up + 0.5)} ${x + size * wide},${y - size * up}`,
        lighten(green, up * 12),
      );
    }
    return;
  }
  for (const [dx, dy, r] of [
    [-0.16, 0.52, 0.22],
    [0.17, 0.55, 0.2],
    [0, 0.72, 0.27],
  ] as const) {
    canvas.fill(
      ellipse([x + dx * size, y - dy * size], r * size),
      canvas.radial([lighten(green, 12), green, lighten(green, -6)]),
    );
  }
}

/** Boards that run towards a vanishing point far above; gives the colour of the wood. */
export function floorboards(canvas: SvgCanvas, random: Random): Color {
  const wood: Color = [random.between(18, 36), random.between(28, 50), random.between(48, 70)];
  const [left, top, right, bottom] = canvas.frame;
  band(canvas, [null, null], wood);
  const width = random.between(38, 62);
  const vanishing = -random.between(900, 1500);
  const at = (x: number, y: number): Point => [(x * (y - vanishing)) / -vanishing, y];
  for (let x = left * 1.4; x < right * 1.4; x += width) {
    const board: Point[] = [at(x, top), at(x + width, top), at(x + width, bottom), at(x, bottom)];
    const tone = lighten(wood, random.between(-5, 5));
    canvas.fill(board, canvas.linear([0, top], [0, bottom], [lighten(tone, 4), lighten(tone, -4)]), {
      line: lighten(wood, -18),
      lineWidth: 1,
    });
    const cut = random.between(top, bottom);
    canvas.stroke([at(x, cut), at(x + width, cut)], lighten(wood, -20), { width: 1.2 });
    for (let i = 0; i < 3; i++)
      grain(canvas, random, { at, x: x + width * random.between(0.15, 0.85), color: lighten(tone, -7) });
  }
  return wood;
}

interface Grain {
  at(x: number, y: number): Point;
  x: number;
  color: Color;
}

function grain(canvas: SvgCanvas, random: Random, { at, x, color }: Grain): void {
  const [, top, , bottom] = canvas.frame;
  const start = random.between(top, bottom);
  const points = [0, 1, 2, 3].map((i) => at(x + random.between(-2.5, 2.5), start + i * random.between(18, 34)));
  canvas.stroke(smooth(points, false), color, { width: 0.8, opacity: 0.6 });
}

/** A wall with a soft light on it. */
export function wall(canvas: SvgCanvas, random: Random): Color {
  const color: Color = [random.between(0, 360), random.between(10, 34), random.between(68, 86)];
  const [left, top, right, bottom] = canvas.frame;
  band(
    canvas,
    [null, null],
    canvas.linear([left, top], [right, bottom], [lighten(color, 7), color, lighten(color, -10)]),
  );
  canvas.glow([[random.between(-160, 60), random.between(-150, -40)], 220, 200], lighten(color, 14), 0.6);
  return color;
}

/** Blurred lights far behind. */
export function bokeh(canvas: SvgCanvas, random: Random, color: Color): void {
  const [left, top, right] = canvas.frame;
  const spots = random.integer(5, 12);
  for (let i = 0; i < spots; i++) {
    const at: Point = [random.between(left, right), random.between(top, 60)];
    const tint: Color = [color[0] + random.between(-35, 35), 60, Math.min(95, color[2] + 12)];
    canvas.fill(ellipse(at, random.between(8, 30)), tint, { opacity: random.between(0.12, 0.3) });
  }
}

/** The soft shadow of something that stands at `foot`. */
export function shadow(canvas: SvgCanvas, [foot, rx, ry]: readonly [Point, number, number], dark = 0.45): Extent {
  return canvas.glow([foot, rx, ry], [230, 35, 8], dark);
}
