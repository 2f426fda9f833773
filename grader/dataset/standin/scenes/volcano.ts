import type { Random } from '#grader/dataset/seeded-random.ts';
import {
  type Extent,
  ellipse,
  hull,
  moved,
  type Point,
  type Points,
  poly,
  rectangle,
  ribbon,
  rippled,
  smooth,
} from '#grader/dataset/standin/geometry.ts';
import type { Scene } from '#grader/dataset/standin/scene.ts';
import { band, hills } from '#grader/dataset/standin/surroundings.ts';
import { type Color, lighten, type SvgCanvas } from '#grader/dataset/standin/svg-canvas.ts';

const shore = 88;

export const volcano: Scene = {
  name: 'volcano',
  sources: ['imagenet', 'coco'],
  mirrors: true,
  // biome-ignore format: a table
  flaws: [
    {
      name: 'missing mountain', mode: 'shape', tags: ['attributes', 'unrecognizable'],
      wordings: ['mountain body partially missing', 'part of the mountain is missing', 'a piece is cut out of the slope', 'mountain outline incomplete'],
    },
    {
      name: 'broken lava', mode: 'lines', tags: ['attributes'],
      wordings: ['lava flow lacks connection', 'lava flow lacks connection, broken everywhere', 'the lava stream is interrupted', 'lava flow discontinuous'],
    },
    {
      name: 'layered lava', mode: 'texture', tags: ['texture'],
      wordings: ['lava flow texture incorrect, layering effect too pronounced', 'layering effect of the lava too pronounced', 'lava texture incorrect', 'lava looks like stacked plates'],
    },
    {
      name: 'wrong reflection', mode: 'light', tags: ['perspective'],
      wordings: ['reflection in the water in the wrong place', 'reflection does not match the mountain', 'glow on the lake has no source above it', 'water reflection displaced'],
    },
    {
      name: 'second moon', mode: 'count', tags: ['other', 'attributes'],
      wordings: ['two moons in the sky', 'second moon', 'the moon appears twice', 'extra moon'],
    },
    {
      name: 'detached smoke', mode: 'joint', tags: ['attributes', 'perspective'],
      wordings: ['smoke does not come from the crater', 'smoke not connected to the volcano', 'smoke column detached from the crater', 'smoke starts in mid-air'],
    },
  ],
  draw(canvas, random) {
    const hour = random.pick(hours);
    drawNight(canvas, random, hour);
    drawSmoke(canvas, random, hour);
    drawMountain(canvas, random, hour);
    drawLava(canvas, random);
    drawLake(canvas, random, hour);
  },
};

interface Hour {
  sky: readonly Color[];
  rock: Color;
  stars: number;
}

const hours: readonly Hour[] = [
  {
    sky: [
      [238, 48, 16],
      [268, 42, 30],
      [332, 52, 48],
      [22, 78, 62],
    ],
    rock: [262, 18, 24],
    stars: 46,
  },
  {
    sky: [
      [222, 55, 14],
      [216, 48, 28],
      [200, 40, 46],
    ],
    rock: [222, 20, 20],
    stars: 70,
  },
  {
    sky: [
      [276, 34, 32],
      [342, 48, 54],
      [18, 86, 66],
      [44, 92, 76],
    ],
    rock: [292, 14, 30],
    stars: 10,
  },
  {
    sky: [
      [196, 42, 40],
      [186, 34, 62],
      [38, 62, 80],
    ],
    rock: [214, 14, 34],
    stars: 0,
  },
];

function drawNight(canvas: SvgCanvas, random: Random, { sky, stars }: Hour): void {
  const [left, top, right] = canvas.frame;
  band(canvas, [null, shore + 4], canvas.linear([0, -175], [0, shore], sky));
  for (let i = 0; i < stars; i++) {
    const at: Point = [random.between(left, right), random.between(top, 0)];
    canvas.fill(ellipse(at, random.between(0.5, 1.4)), [48, 60, 94], { opacity: random.between(0.35, 0.95) });
  }
  const side = random.pick([-1, 1]);
  drawMoon(canvas, [side * random.between(105, 160), random.between(-118, -72)], 15);
  const second = canvas.flawed('second moon');
  if (second)
    canvas.mark(
      'second moon',
      drawMoon(canvas, [-side * random.between(105, 160), random.between(-118, -60)], 9 + 5 * second),
    );
}

function drawMoon(canvas: SvgCanvas, [x, y]: Point, r: number): Extent {
  canvas.glow([[x, y], r * 3, r * 3], [48, 70, 90], 0.35);
  const disc = canvas.fill(
    ellipse([x, y], r),
    canvas.radial([
      [50, 55, 97],
      [46, 38, 86],
    ]),
  );
  for (const [dx, dy, size] of [
    [-0.3, -0.2, 0.22],
    [0.25, 0.3, 0.28],
    [0.35, -0.4, 0.13],
  ] as const) {
    canvas.fill(ellipse([x + dx * r, y + dy * r], size * r), [44, 25, 78], { opacity: 0.7 });
  }
  return disc;
}

function drawSmoke(canvas: SvgCanvas, random: Random, { sky }: Hour): void {
  const away = canvas.flawed('detached smoke');
  const [dx, dy] = away ? [random.pick([-1, 1]) * (40 + 26 * away), 26 * away] : [0, 0];
  const drift = random.between(-26, 26);
  const puffs = Array.from({ length: 13 }, (_, i) => {
    const t = i / 12;
    const at: Point = [drift * t * t + Math.sin(i * 2.1) * (5 + 9 * t) + dx, -78 - t * 76 + dy];
    const grey: Color = [(sky[1] ?? [260, 20, 40])[0], 14, 42 + 26 * t];
    const r = 9 + 19 * t;
    return canvas.fill(ellipse(at, r, r * 0.85), canvas.radial([lighten(grey, 14), grey, lighten(grey, -8)]), {
      opacity: 0.62 - 0.3 * t,
    });
  });
  if (away) canvas.mark('detached smoke', ...puffs);
  else canvas.glow([[0, -80], 46, 40], [22, 96, 60], 0.65);
}

function drawMountain(canvas: SvgCanvas, random: Random, { rock, sky }: Hour): void {
  hills(canvas, random, [random.between(46, 62), [rock[0], 14, rock[2] + 14]]);
  const jag = () => random.between(-5, 5);
  const west: Point[] = poly`-168,${shore + 4} -128,${58 + jag()} -92,${20 + jag()} -62,${-20 + jag()} -40,${-54 + jag()} -22,-79`;
  const east: Point[] = poly`22,-78 38,${-52 + jag()} 64,${-16 + jag()} 98,${26 + jag()} 132,${60 + jag()} 172,${shore + 4}`;
  const outline = [...smooth(west, false), [0, -72] as Point, ...smooth(east, false)];
  canvas.fill(outline, canvas.linear([-90, -40], [110, 60], [lighten(rock, 14), rock, lighten(rock, -9)]));
  for (let i = 0; i < 22; i++) {
    const [t, u] = [random.between(0.15, 0.95), random.between(-0.85, 0.85)];
    const [x, y] = [u * (24 + 140 * t), -74 + t * 156];
    canvas.stroke(
      smooth(poly`${x},${y} ${x + u * 9},${y + 9} ${x + u * 12 + jag() * 0.6},${y + 19}`, false),
      lighten(rock, random.pick([-8, 9])),
      { width: 1.8, opacity: 0.55 },
    );
  }
  const missing = canvas.flawed('missing mountain');
  if (!missing) return;
  const side = random.pick([-1, 1]);
  const [x, y] = [side * random.between(74, 100), random.between(4, 26)];
  const hole = rippled(
    smooth(
      poly`${x - 24 * missing},${y - 12} ${x + 4},${y - 26 * missing} ${x + 28 * missing},${y + 6} ${x + 6},${y + 24 * missing} ${x - 20},${y + 15}`,
    ),
    3,
    [20, 1],
  );
  canvas.mark('missing mountain', canvas.fill(hole, canvas.linear([x, y - 30], [x, y + 30], sky.slice(-2))));
}

function drawLava(canvas: SvgCanvas, random: Random): void {
  canvas.fill(
    ellipse([0, -76], 23, 6),
    canvas.radial(
      [
        [52, 98, 82],
        [32, 98, 58],
        [10, 90, 44],
      ],
      [0.5, 0.5],
    ),
  );
  const streams: Points[] = poly`-8,-30 2,4 11,34`
    .slice(0, random.integer(2, 3))
    .map(([x = 0, lean = 0], i) =>
      smooth(
        poly`${x},-76 ${x + lean * 0.5 + random.between(-7, 7)},-38 ${x + lean + random.between(-12, 12)},4 ${x + lean * 1.9 + random.between(-12, 12)},44 ${x + lean * 2.3},${66 + i * 7}`,
        false,
      ),
    );
  const broken = canvas.flawed('broken lava') ? random.integer(0, streams.length - 1) : -1;
  const layered = canvas.flawed('layered lava') ? (broken + 1) % streams.length : -1;
  streams.forEach((stream, i) => {
    canvas.stroke(stream, [14, 95, 50], { width: 17, opacity: 0.16 });
    if (i === broken) canvas.mark('broken lava', drawPieces(canvas, random, stream));
    else flow(canvas, stream, 1);
    if (i === layered) canvas.mark('layered lava', drawLayers(canvas, stream));
  });
}

function flow(canvas: SvgCanvas, stream: Points, wide: number): Extent {
  const outer = canvas.fill(
    ribbon(stream, (t) => wide * (6 + 5 * t)),
    [8, 92, 44],
  );
  canvas.fill(
    ribbon(stream, (t) => wide * (4 + 3 * t)),
    [24, 97, 55],
  );
  canvas.fill(
    ribbon(stream, (t) => wide * (1.6 + 1.4 * t)),
    [48, 98, 76],
  );
  return outer;
}

function drawPieces(canvas: SvgCanvas, random: Random, stream: Points): Extent {
  const strength = canvas.flawed('broken lava');
  const size = Math.floor(stream.length / 5);
  const pieces = [0, 1, 2, 3, 4].map((i) => {
    const piece = stream.slice(i * size, (i + 1) * size - Math.round(2 * strength));
    const slip = random.between(-7, 7) * strength;
    return flow(canvas, piece.length > 1 ? moved(piece, slip, 0) : stream.slice(0, 2), 1);
  });
  return hull(pieces);
}

function drawLayers(canvas: SvgCanvas, stream: Points): Extent {
  const strength = canvas.flawed('layered lava');
  const plates = stream
    .filter((_, i) => i > stream.length * 0.35 && i % 3 === 0)
    .map(([x, y], i) =>
      canvas.fill(
        rectangle([x - 12 * strength, y - 3, x + 12 * strength, y + 2.4], 1.5),
        [12 + i * 4, 90, 36 + (i % 3) * 13],
        { line: [6, 70, 22], lineWidth: 0.9 },
      ),
    );
  return hull(plates);
}

function drawLake(canvas: SvgCanvas, random: Random, { sky, rock }: Hour): void {
  const [left, , right, bottom] = canvas.frame;
  const colors = [...sky].reverse().map((color) => lighten(color, -7));
  canvas.fill(rectangle([left, shore, right, bottom]), canvas.linear([0, shore], [0, 190], colors));
  const strength = canvas.flawed('wrong reflection');
  const dx = strength ? random.pick([-1, 1]) * (68 + 20 * strength) : 0;
  const mirrored = rippled(
    poly`${-130 + dx},${shore} ${-22 + dx},${shore + 46} ${20 + dx},${shore + 46} ${134 + dx},${shore}`,
    2,
    [18, 1],
  );
  canvas.fill(mirrored, lighten(rock, -4), { opacity: 0.5 });
  const glints = Array.from({ length: 8 }, (_, i) => {
    const [y, w] = [shore + 4 + i * 6.2, random.between(8, 20) * (1 - i / 14)];
    return canvas.stroke(poly`${dx - w},${y} ${dx + w},${y}`, [26, 96, 62], { width: 2.1, opacity: 0.75 - i * 0.06 });
  });
  if (strength) canvas.mark('wrong reflection', ...glints);
  for (let i = 0; i < 34; i++) {
    const [x, y] = [random.between(left, right), random.between(shore + 4, bottom)];
    canvas.stroke(poly`${x},${y} ${x + random.between(8, 26)},${y}`, lighten(sky[sky.length - 1] ?? rock, 8), {
      width: 0.9,
      opacity: 0.3,
    });
  }
}
