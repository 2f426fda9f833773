import type { Random } from '#grader/dataset/seeded-random.ts';
import {
  type Extent,
  ellipse,
  type Point,
  type Points,
  poly,
  rectangle,
  ribbon,
  rippled,
  smooth,
} from '#grader/dataset/standin/geometry.ts';
import type { Scene } from '#grader/dataset/standin/scene.ts';
import { bokeh, wall } from '#grader/dataset/standin/surroundings.ts';
import { type Color, lighten, type SvgCanvas } from '#grader/dataset/standin/svg-canvas.ts';

export const hand: Scene = {
  name: 'hand',
  sources: ['coco'],
  mirrors: true,
  // biome-ignore format: a table
  flaws: [
    {
      name: 'sixth finger', mode: 'count', tags: ['attributes'],
      wordings: ['six fingers on one hand', 'extra finger', 'the hand has one finger too many', 'sixth finger grows from the hand'],
    },
    {
      name: 'bent finger', mode: 'shape', tags: ['attributes', 'perspective'],
      wordings: ['finger bent in an impossible direction', 'finger twisted and deformed', 'the joint of the finger is bent the wrong way', 'distorted finger'],
    },
    {
      name: 'fused fingers', mode: 'joint', tags: ['attributes', 'texture'],
      wordings: ['two fingers merged together', 'fingers fused without a gap', 'fingers grow into each other', 'no boundary between the fingers'],
    },
    {
      name: 'misplaced nail', mode: 'pair', tags: ['attributes'],
      wordings: ['fingernail in the wrong place', 'nail too large and misplaced', 'the fingernail does not sit on the fingertip', 'nail size differs from the other nails'],
    },
    {
      name: 'melted cuff', mode: 'texture', tags: ['texture', 'attributes'],
      wordings: ['sleeve merged with the skin', 'cuff melts into the wrist', 'boundary of sleeve and wrist unclear', 'sleeve texture flows into the hand'],
    },
    {
      name: 'broken stripes', mode: 'lines', tags: ['texture'],
      wordings: ['stripes on the sleeve broken', 'lines of the sleeve pattern disconnected', 'pattern lines interrupted and misaligned', 'sleeve stripes do not line up'],
    },
  ],
  draw(canvas, random) {
    const color = wall(canvas, random);
    bokeh(canvas, random, color);
    const skin: Color = [random.between(16, 30), random.between(34, 58), random.between(38, 80)];
    canvas.glow([[26, 70], 130, 150], [230, 30, 15], 0.3);
    drawSleeve(canvas, random);
    drawFingers(canvas, random, skin);
    drawPalm(canvas, skin);
    drawCuff(canvas, random, skin);
  },
};

interface Finger {
  root: Point;
  tip: Point;
  width: number;
  /** how far the middle stands off the line from root to tip */
  bow: number;
}

const fingers: readonly Finger[] = [
  { root: [-46, 18], tip: [-76, -66], width: 25, bow: -4 },
  { root: [-18, 4], tip: [-28, -112], width: 27, bow: -3 },
  { root: [12, 2], tip: [18, -122], width: 28, bow: 2 },
  { root: [41, 10], tip: [62, -98], width: 27, bow: 4 },
  { root: [52, 72], tip: [122, 2], width: 31, bow: 14 },
];

function drawFingers(canvas: SvgCanvas, random: Random, skin: Color): void {
  const sixth = canvas.flawed('sixth finger');
  const bent = canvas.flawed('bent finger') ? random.integer(0, 3) : -1;
  const misplaced = canvas.flawed('misplaced nail') ? random.weighted([0, 1, 2, 3], (i) => (i === bent ? 0 : 1)) : -1;
  const spread = random.between(0.9, 1.12);
  if (sixth) {
    const extra = { root: [-56, 50], tip: [-118 - 8 * sixth, -18], width: 21, bow: -8 } as const;
    canvas.mark('sixth finger', drawFinger(canvas, { ...extra, skin, bent: 0, nail: 1 }));
  }
  fingers.forEach((finger, i) => {
    const reach = random.between(0.92, 1.06);
    const tip: Point = [
      finger.root[0] + (finger.tip[0] - finger.root[0]) * reach * spread,
      finger.root[1] + (finger.tip[1] - finger.root[1]) * reach,
    ];
    const crook = i === bent ? canvas.flawed('bent finger') : 0;
    const painted = drawFinger(canvas, { ...finger, tip, skin, bent: crook, nail: i === misplaced ? 0 : 1 });
    if (i === bent) canvas.mark('bent finger', painted);
    if (i === misplaced)
      canvas.mark(
        'misplaced nail',
        drawNail(canvas, { at: along(finger.root, tip, 0.5), skin, size: 1.5, tilt: [1, 0.2] }),
      );
  });
  drawWeb(canvas, skin, random);
}

function along(a: Point, b: Point, t: number): Point {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
}

interface DrawnFinger extends Finger {
  skin: Color;
  bent: number;
  nail: number;
}

function drawFinger(canvas: SvgCanvas, { root, tip, width, bow, skin, bent, nail }: DrawnFinger): Extent {
  const middle = along(root, tip, 0.5);
  const [dx, dy] = [(tip[0] - root[0]) / 100, (tip[1] - root[1]) / 100];
  const knee: Point = [middle[0] + bow * 0.6 - dy * 46 * bent, middle[1] + dx * 46 * bent];
  const end: Point = bent ? [tip[0] + dy * 20 * bent, tip[1] - dy * 14 * bent] : tip;
  const spine = smooth([root, along(root, knee, 0.5), knee, along(knee, end, 0.55), end], false);
  const outline = ribbon(spine, (t) => width * (1.06 - 0.22 * t + 0.06 * Math.sin(t * 9)));
  const side: Point = [root[0] - width * 0.6, root[1]];
  const paint = canvas.linear(side, [root[0] + width * 0.6, root[1] + 6], [lighten(skin, 7), skin, lighten(skin, -9)]);
  const painted = canvas.fill(outline, paint, { line: lighten(skin, -20), lineWidth: 1.1 });
  for (const t of [0.42, 0.46, 0.72]) drawCrease(canvas, spine, { t, width, color: lighten(skin, -16) });
  if (nail)
    drawNail(canvas, { at: along(spine[spine.length - 9] ?? end, end, 0.75), skin, size: width / 27, tilt: [dx, dy] });
  return painted;
}

function drawCrease(
  canvas: SvgCanvas,
  spine: Points,
  { t, width, color }: { t: number; width: number; color: Color },
): void {
  const i = Math.floor(t * (spine.length - 1));
  const [a, b] = [spine[i] ?? [0, 0], spine[i + 1] ?? [0, 1]];
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const [nx, ny] = [(-(b[1] - a[1]) / length) * width * 0.24, ((b[0] - a[0]) / length) * width * 0.24];
  canvas.stroke(
    smooth(poly`${a[0] - nx},${a[1] - ny} ${a[0] + (b[0] - a[0]) * 0.6},${a[1] - 2} ${a[0] + nx},${a[1] + ny}`, false),
    color,
    { width: 1.1, opacity: 0.7 },
  );
}

interface Nail {
  at: Point;
  skin: Color;
  size: number;
  /** the direction of the finger */
  tilt: Point;
}

function drawNail(canvas: SvgCanvas, { at, skin, size, tilt }: Nail): Extent {
  const length = Math.hypot(tilt[0], tilt[1]) || 1;
  const [ux, uy] = [tilt[0] / length, tilt[1] / length];
  const spine: Point[] = [
    [at[0] - ux * 5 * size, at[1] - uy * 5 * size],
    at,
    [at[0] + ux * 5 * size, at[1] + uy * 5 * size],
  ];
  const nail: Color = [352, 42, Math.min(88, skin[2] + 14)];
  const painted = canvas.fill(ribbon(spine, 13 * size), nail, { line: lighten(skin, -14), lineWidth: 0.9 });
  canvas.stroke(spine.slice(1), [0, 40, 96], { width: 2 * size, opacity: 0.5 });
  return painted;
}

/** Two fingers grown together: flesh where the gap should be. */
function drawWeb(canvas: SvgCanvas, skin: Color, random: Random): void {
  const strength = canvas.flawed('fused fingers');
  if (!strength) return;
  const [left, right] = random.chance(0.5) ? [fingers[1], fingers[2]] : [fingers[2], fingers[3]];
  if (!left || !right) return;
  const outline: Point[] = [
    [left.root[0] - 6, left.root[1] - 8],
    along(left.root, left.tip, 0.45 + 0.25 * strength),
    along(along(left.root, left.tip, 0.62 + 0.2 * strength), along(right.root, right.tip, 0.62 + 0.2 * strength), 0.5),
    along(right.root, right.tip, 0.45 + 0.25 * strength),
    [right.root[0] + 6, right.root[1] - 8],
  ];
  const flesh = canvas.fill(
    rippled(smooth(outline), 2 * strength, [24, 1]),
    canvas.radial([lighten(skin, 3), skin, lighten(skin, -2)]),
  );
  canvas.mark('fused fingers', flesh);
}

function drawPalm(canvas: SvgCanvas, skin: Color): void {
  const outline: Point[] = poly`-60,36 -48,2 -20,-8 14,-10 44,0 60,38 64,70 44,112 38,152 -36,152 -42,112`;
  canvas.fill(smooth(outline), canvas.linear([-60, 0], [66, 60], [lighten(skin, 6), skin, lighten(skin, -8)]));
  for (const [x, y] of [
    [-40, 20],
    [-15, 8],
    [13, 6],
    [40, 14],
  ] as const) {
    canvas.glow([[x, y], 14, 12], lighten(skin, 12), 0.5);
    canvas.stroke(smooth(poly`${x - 6},${y + 3} ${x},${y + 6} ${x + 6},${y + 3}`, false), lighten(skin, -15), {
      width: 1.1,
      opacity: 0.6,
    });
    canvas.stroke(poly`${x * 0.9},${y + 16} ${x * 0.55},${y + 64}`, lighten(skin, -9), { width: 1.4, opacity: 0.35 });
  }
}

function drawSleeve(canvas: SvgCanvas, random: Random): void {
  const [, , , bottom] = canvas.frame;
  const cloth: Color = [random.between(0, 360), random.between(30, 60), random.between(35, 62)];
  const outline: Point[] = poly`-56,128 58,128 92,${bottom} -90,${bottom}`;
  canvas.fill(outline, canvas.linear([-80, 0], [90, 0], [lighten(cloth, 10), cloth, lighten(cloth, -14)]));
}

function drawCuff(canvas: SvgCanvas, random: Random, skin: Color): void {
  const cloth: Color = [random.between(0, 360), random.between(30, 60), random.between(55, 88)];
  const melt = canvas.flawed('melted cuff');
  const cuff = rectangle([-60, 114, 62, 148], 9);
  const shape = melt ? rippled(cuff, 9 * melt, [46, 2]) : cuff;
  const colors = melt ? [skin, lighten(cloth, 2), cloth] : [lighten(cloth, 6), cloth, lighten(cloth, -10)];
  const painted = canvas.fill(
    shape,
    canvas.linear([0, 106], [0, 150], colors),
    melt ? {} : { line: lighten(cloth, -22), lineWidth: 1 },
  );
  if (melt) canvas.mark('melted cuff', painted);
  drawStripes(canvas, random, lighten(cloth, -28));
  if (!melt) canvas.fill(ellipse([44, 131], 4.5), [45, 30, 92], { line: lighten(cloth, -30), lineWidth: 1 });
}

function drawStripes(canvas: SvgCanvas, random: Random, color: Color): void {
  const broken = canvas.flawed('broken stripes');
  const rows = [123, 131, 139];
  if (!broken) {
    for (const y of rows) canvas.stroke(poly`-56,${y} 34,${y}`, color, { width: 1.6 });
    return;
  }
  const pieces = rows.flatMap((y) =>
    Array.from({ length: 5 }, (_, i): Points => {
      const [x, slip] = [-56 + i * 19, random.between(-3.4, 3.4) * broken];
      return poly`${x},${y + slip} ${x + random.between(8, 15)},${y - slip * 0.7}`;
    }),
  );
  canvas.mark('broken stripes', canvas.strokeAll(pieces, color, { width: 1.7 }));
}
