import type { Random } from '#grader/dataset/seeded-random.ts';
import {
  type Extent,
  ellipse,
  moved,
  type Point,
  type Points,
  poly,
  rectangle,
  rippled,
  rotated,
  smooth,
  twisted,
} from '#grader/dataset/standin/geometry.ts';
import { garbled, writing } from '#grader/dataset/standin/glyphs.ts';
import type { Scene } from '#grader/dataset/standin/scene.ts';
import { band, shadow } from '#grader/dataset/standin/surroundings.ts';
import { type Color, lighten, type SvgCanvas } from '#grader/dataset/standin/svg-canvas.ts';

export const oven: Scene = {
  name: 'oven',
  sources: ['coco', 'imagenet'],
  mirrors: false,
  // biome-ignore format: a table
  flaws: [
    {
      name: 'twisted knob', mode: 'shape', tags: ['attributes'],
      wordings: ['knob twisted and deformed', 'the knob is deformed', 'knob is not round, twisted', 'knob shape distorted'],
    },
    {
      name: 'unequal knobs', mode: 'pair', tags: ['attributes', 'perspective'],
      wordings: ['three knobs of different sizes', 'knobs of different sizes', 'knobs differ in size', 'the knobs do not match each other'],
    },
    {
      name: 'broken screen', mode: 'lines', tags: ['attributes', 'unrecognizable'],
      wordings: ['screen lines broken and disconnected', 'digits on the screen broken', 'the display lines are disconnected', 'screen cannot be read'],
    },
    {
      name: 'blurry brand', mode: 'text', tags: ['unrecognizable'],
      wordings: ['text blurry', 'font blurry', 'brand name not identifiable', 'letters distorted'],
    },
    {
      name: 'bent handle', mode: 'joint', tags: ['attributes'],
      wordings: ['handle bent and not attached on one side', 'object twisted and deformed', 'door handle floats on one side', 'handle deformed'],
    },
    {
      name: 'melted cake', mode: 'texture', tags: ['texture', 'unrecognizable'],
      wordings: ['food in the oven not recognizable', 'cake melts into the rack', 'texture of the food incorrect', 'the baked goods are smeared together'],
    },
    {
      name: 'broken rack', mode: 'lines', tags: ['attributes'],
      wordings: ['bars of the rack broken and misaligned', 'rack lines broken', 'oven rack discontinuous', 'lines of the rack do not connect'],
    },
  ],
  draw(canvas, random) {
    drawKitchen(canvas, random);
    const enamel: Color = random.pick([
      [210, 8, 84],
      [0, 0, 26],
      [352, 42, 42],
      [165, 26, 62],
      [42, 42, 84],
      [214, 34, 48],
    ]);
    shadow(canvas, [[0, 148], 190, 22], 0.6);
    const paint = canvas.linear([-140, -110], [140, 140], [lighten(enamel, 9), enamel, lighten(enamel, -9)]);
    canvas.fill(rectangle([-142, -112, 142, 140], 12), paint, { line: lighten(enamel, -22), lineWidth: 1.4 });
    drawPanel(canvas, random, enamel);
    drawDoor(canvas, random, enamel);
    drawHandle(canvas);
    drawBrand(canvas, random, enamel);
  },
};

function drawKitchen(canvas: SvgCanvas, random: Random): void {
  const [left, top, right] = canvas.frame;
  const tile: Color = [random.between(0, 360), random.between(12, 36), random.between(70, 88)];
  const size = random.between(36, 58);
  band(canvas, [null, null], lighten(tile, -12));
  for (let y = top; y < 140; y += size) {
    const slide = Math.round(y / size) % 2 === 0 ? 0 : size / 2;
    for (let x = left - slide; x < right; x += size) {
      canvas.fill(rectangle([x + 1, y + 1, x + size - 1, y + size - 1]), lighten(tile, random.between(-3.5, 3.5)));
    }
  }
  canvas.glow([[random.between(-180, 180), -140], 260, 190], [45, 70, 96], 0.4);
  const floor: Color = [random.between(15, 40), random.between(14, 34), random.between(40, 64)];
  band(canvas, [138, null], canvas.linear([0, 138], [0, 220], [lighten(floor, -6), lighten(floor, 8)]));
  for (let x = left; x < right; x += size * 1.5)
    canvas.stroke(poly`${x},139 ${x * 1.6},260`, lighten(floor, -14), { width: 1.2 });
}

function drawPanel(canvas: SvgCanvas, random: Random, enamel: Color): void {
  canvas.fill(
    rectangle([-132, -102, 132, -52], 7),
    canvas.linear(
      [0, -102],
      [0, -52],
      [
        [220, 10, 32],
        [220, 12, 20],
      ],
    ),
  );
  drawScreen(canvas, random);
  const twisted = canvas.flawed('twisted knob');
  const unequal = canvas.flawed('unequal knobs');
  const places = [-104, -70, 70, 104];
  const bad = twisted ? random.integer(0, 3) : -1;
  const tone: Color = enamel[2] > 60 ? lighten(enamel, 4) : [40, 10, 88];
  const knobs = places.map((x, i) => {
    const grows = unequal && i !== bad ? 1 + unequal * [0.36, -0.42, 0.2, -0.3][i]! : 1;
    return drawKnob(canvas, {
      at: [x, -77],
      r: 13 * grows,
      turn: random.between(-120, 120),
      twist: i === bad ? twisted : 0,
      tone,
    });
  });
  if (bad >= 0) canvas.mark('twisted knob', knobs[bad] ?? [0, 0, 0, 0]);
  if (unequal) {
    const pair = bad >= 2 ? knobs.slice(0, 2) : knobs.slice(2);
    canvas.mark('unequal knobs', ...pair);
  }
}

interface Knob {
  at: Point;
  r: number;
  turn: number;
  twist: number;
  tone: Color;
}

function drawKnob(canvas: SvgCanvas, { at, r, turn, twist, tone }: Knob): Extent {
  const shape = (points: Points) =>
    twist ? rippled(twisted(points, [at[0] + 4, at[1]], [60 * twist, r]), 3.6 * twist, [r * 1.5, turn]) : points;
  canvas.glow([[at[0] + 2, at[1] + 4], r * 1.35, r * 1.3], [220, 30, 5], 0.7);
  const rim = canvas.fill(shape(ellipse(at, r)), canvas.radial([lighten(tone, 8), tone, lighten(tone, -26)]), {
    line: lighten(tone, -38),
    lineWidth: 0.8,
  });
  canvas.fill(
    shape(ellipse(at, r * 0.66)),
    canvas.linear([at[0] - r, at[1] - r], [at[0] + r, at[1] + r], [lighten(tone, 10), lighten(tone, -18)]),
  );
  canvas.stroke(shape(rotated(poly`${at[0]},${at[1] - r * 0.3} ${at[0]},${at[1] - r * 0.86}`, at, turn)), [8, 75, 46], {
    width: 2.4,
  });
  return rim;
}

function drawScreen(canvas: SvgCanvas, random: Random): void {
  canvas.fill(
    rectangle([-44, -94, 44, -60], 4),
    canvas.linear(
      [0, -94],
      [0, -60],
      [
        [200, 30, 8],
        [200, 40, 14],
      ],
    ),
    { line: [220, 10, 48], lineWidth: 1 },
  );
  const place = { center: [0, -77] as Point, height: 17 };
  const two = (n: number) => String(n).padStart(2, '0');
  const clean = writing(`${two(random.integer(0, 23))}:${two(random.integer(0, 59))}`, place);
  const broken = canvas.flawed('broken screen');
  const hue = random.pick([150, 185, 30, 0]);
  const lines = broken
    ? garbled(clean, random, place).flatMap((line): Points[] => [
        line.slice(0, Math.ceil(line.length * 0.45)),
        moved(line.slice(Math.ceil(line.length * 0.6)), random.between(-2, 2), random.between(-4, 4) * broken),
      ])
    : clean;
  canvas.glow([[0, -77], 44, 20], [hue, 90, 50], 0.3);
  const ink = canvas.strokeAll(
    lines.filter((line) => line.length > 0),
    [hue, 92, 66],
    { width: 2.3 },
  );
  if (broken) canvas.mark('broken screen', ink);
}

function drawDoor(canvas: SvgCanvas, random: Random, enamel: Color): void {
  canvas.fill(
    rectangle([-130, -42, 130, 130], 9),
    canvas.linear([0, -42], [0, 130], [lighten(enamel, 5), lighten(enamel, -6)]),
    {
      line: lighten(enamel, -24),
      lineWidth: 1.3,
    },
  );
  canvas.fill(rectangle([-106, -8, 106, 110], 12), [20, 30, 7]);
  canvas.fill(
    rectangle([-99, -1, 99, 103], 9),
    canvas.linear(
      [0, 0],
      [0, 104],
      [
        [34, 86, 46],
        [26, 80, 32],
        [16, 60, 16],
      ],
    ),
  );
  canvas.glow([[0, -2], 90, 52], [46, 98, 72], 0.8);
  drawRack(canvas, random);
  drawCakes(canvas, random);
  canvas.fill(poly`-99,62 -99,8 -52,-1 -14,-1 -76,103 -99,103`, [200, 40, 94], { opacity: 0.1 });
  canvas.fill(poly`20,-1 44,-1 -18,103 -42,103`, [200, 40, 94], { opacity: 0.07 });
}

function drawRack(canvas: SvgCanvas, random: Random): void {
  const broken = canvas.flawed('broken rack');
  const steel: Color = [35, 20, 66];
  canvas.stroke(poly`-98,76 98,76`, steel, { width: 2.2 });
  const bars = Array.from({ length: 15 }, (_, i): Points => {
    const x = -91 + i * 13;
    return poly`${x},76 ${x * 1.06},86`;
  });
  canvas.strokeAll(bars, lighten(steel, -12), { width: 1.6 });
  const lower: Point[] = poly`-98,87 98,87`;
  if (!broken) return void canvas.stroke(lower, steel, { width: 2.4 });
  const from = random.integer(0, 3);
  const pieces = Array.from({ length: 7 }, (_, i): Points => {
    const slip = i >= from && i < from + 4 ? random.between(3, 8) * random.pick([-1, 1]) * broken : 0;
    const x = -98 + i * 28;
    return poly`${x},${87 + slip} ${x + (slip ? 20 : 28)},${87 - slip * 0.6}`;
  });
  const drawn = pieces.map((piece) => canvas.stroke(piece, steel, { width: 2.6 }));
  canvas.mark('broken rack', ...drawn.slice(from, from + 4));
}

function drawCakes(canvas: SvgCanvas, random: Random): void {
  const count = random.integer(2, 4);
  const melted = canvas.flawed('melted cake') ? random.integer(0, count - 1) : -1;
  const room = 180 / count;
  const crust: Color = [random.between(24, 40), random.between(52, 72), random.between(42, 60)];
  for (let i = 0; i < count; i++) {
    const [x, w] = [-90 + room * (i + 0.5), Math.min(room * 0.36, 34)];
    const cake = drawCake(canvas, { at: [x, 75], w, crust, melt: i === melted ? canvas.flawed('melted cake') : 0 });
    if (i === melted) canvas.mark('melted cake', cake);
  }
}

function drawCake(
  canvas: SvgCanvas,
  { at: [x, y], w, crust, melt }: { at: Point; w: number; crust: Color; melt: number },
): Extent {
  const shape = (points: Points) => (melt ? rippled(points, 6.5 * melt, [24, x]) : points);
  const cup: Point[] = poly`${x - w * 0.9},${y - w * 0.7} ${x + w * 0.9},${y - w * 0.7} ${x + w * 0.68},${y} ${x - w * 0.68},${y}`;
  const foot = canvas.fill(
    shape(cup.flatMap((p, i) => [p, [(p[0] + cup[(i + 1) % 4]![0]) / 2, (p[1] + cup[(i + 1) % 4]![1]) / 2] as Point])),
    canvas.linear(
      [x - w, y],
      [x + w, y],
      [
        [10, 50, 62],
        [10, 48, 44],
      ],
    ),
  );
  for (let k = -2; k <= 2 && !melt; k++)
    canvas.stroke(poly`${x + k * w * 0.34},${y - w * 0.66} ${x + k * w * 0.27},${y - 1}`, [10, 46, 34], {
      width: 1.1,
      opacity: 0.7,
    });
  const dome = smooth(
    poly`${x - w * 1.05},${y - w * 0.65} ${x - w * 0.8},${y - w * 1.25} ${x},${y - w * 1.6} ${x + w * 0.8},${y - w * 1.25} ${x + w * 1.05},${y - w * 0.65} ${x},${y - w * 0.55}`,
  );
  const top = canvas.fill(shape(dome), canvas.radial([lighten(crust, 16), crust, lighten(crust, -16)]));
  if (!melt) canvas.fill(ellipse([x, y - w * 1.66], w * 0.2), [352, 75, 48]);
  return [Math.min(foot[0], top[0]), Math.min(foot[1], top[1]), Math.max(foot[2], top[2]), Math.max(foot[3], top[3])];
}

function drawHandle(canvas: SvgCanvas): void {
  const bent = canvas.flawed('bent handle');
  const steel: Color = [215, 9, 78];
  const line: Points = bent
    ? smooth(
        poly`-92,-26 -40,${-27 + 4 * bent} 10,${-22 - 9 * bent} 52,${-26 + 15 * bent} 88,${-14 + 13 * bent}`,
        false,
      )
    : poly`-96,-26 96,-26`;
  for (const x of bent ? [-88] : [-88, 88]) canvas.fill(rectangle([x - 4, -31, x + 4, -14], 2), lighten(steel, -28));
  canvas.stroke(moved(line, 0, 3), [220, 20, 10], { width: 6.4, opacity: 0.35 });
  const bar = canvas.stroke(line, lighten(steel, -16), { width: 7.4 });
  canvas.stroke(moved(line, 0, -1.4), lighten(steel, 14), { width: 2.4 });
  if (bent) canvas.mark('bent handle', bar);
}

function drawBrand(canvas: SvgCanvas, random: Random, enamel: Color): void {
  const place = { center: [0, 121] as Point, height: 8.5 };
  const clean = writing(random.pick(['NORDA', 'BAKER 5', 'OVENIA', 'HEARTH', 'KILN 60', 'SOLE']), place);
  const blurry = canvas.flawed('blurry brand');
  const ink = canvas.strokeAll(
    blurry ? garbled(clean, random, place) : clean,
    enamel[2] > 50 ? [220, 15, 22] : [45, 20, 92],
    { width: blurry ? 2.3 : 1.5 },
  );
  if (blurry) canvas.mark('blurry brand', ink);
}
