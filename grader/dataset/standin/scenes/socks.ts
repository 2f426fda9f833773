import type { Random } from '#grader/dataset/seeded-random.ts';
import {
  between,
  type Extent,
  ellipse,
  hull,
  moved,
  origin,
  type Point,
  type Points,
  poly,
  rectangle,
  ribbon,
  rippled,
  rotated,
  scaled,
  smooth,
} from '#grader/dataset/standin/geometry.ts';
import type { Scene } from '#grader/dataset/standin/scene.ts';
import { floorboards } from '#grader/dataset/standin/surroundings.ts';
import { type Color, lighten, type SvgCanvas } from '#grader/dataset/standin/svg-canvas.ts';

export const socks: Scene = {
  name: 'socks',
  sources: ['imagenet'],
  mirrors: true,
  // biome-ignore format: a table
  flaws: [
    {
      name: 'mismatched pair', mode: 'pair', tags: ['attributes'],
      wordings: ['socks different in size and color', 'two socks asymmetrical', 'the socks do not match', 'one sock differs in size and color from the other'],
    },
    {
      name: 'merged with floor', mode: 'joint', tags: ['texture', 'attributes'],
      wordings: ['sock merged with floor', 'sock fades into the floor', 'boundary between sock and floor missing', 'socks merged with floor'],
    },
    {
      name: 'melted toe', mode: 'texture', tags: ['texture'],
      wordings: ['wrinkles in toe area of sock', 'toe of the sock melted', 'toe area smeared and deformed', 'texture of the toe incorrect'],
    },
    {
      name: 'floor crack', mode: 'lines', tags: ['other', 'texture'],
      wordings: ['crack appearing in the floor', 'the floor has a strange crack', 'lines of the floor broken', 'floor boards cracked without reason'],
    },
    {
      name: 'broken pattern', mode: 'lines', tags: ['texture'],
      wordings: ['stripes of the sock broken', 'sock has different colors at both ends', 'stripe pattern discontinuous', 'stripes do not run around the sock'],
    },
    {
      name: 'second heel', mode: 'count', tags: ['attributes', 'unrecognizable'],
      wordings: ['sock has two heels', 'extra heel on the sock', 'second heel grows from the sock', 'the sock has a part too many'],
    },
    {
      name: 'wrong shadow', mode: 'light', tags: ['perspective'],
      wordings: ['shadow falls in the wrong direction', 'shadow does not match the sock', 'shadow detached from the object', 'wrong shadow'],
    },
  ],
  draw(canvas, random) {
    const wood = floorboards(canvas, random);
    drawRug(canvas, random);
    canvas.glow([[random.between(-120, 120), -120], 240, 190], [45, 80, 94], 0.4);
    drawCrack(canvas, random, wood);
    drawPair(canvas, random, wood);
  },
};

interface Yarn {
  base: Color;
  stripe: Color;
  tip: Color;
  /** scene units from stripe to stripe; 0: dots instead */
  pitch: number;
}

function drawRug(canvas: SvgCanvas, random: Random): void {
  const color: Color = [random.between(0, 360), random.between(18, 42), random.between(58, 80)];
  const turn = random.between(-12, 12);
  const at: Point = [random.between(-40, 40), random.between(90, 190)];
  const shape = (inset: number) =>
    rotated(rectangle([at[0] - 190 + inset, at[1] - 70 + inset, at[0] + 190 - inset, at[1] + 120], 10), at, turn);
  canvas.fill(moved(shape(-3), 3, 4), [230, 30, 10], { opacity: 0.22 });
  for (const [inset, by] of [
    [0, 0],
    [8, 12],
    [14, -4],
    [34, 8],
    [39, -2],
  ] as const)
    canvas.fill(shape(inset), lighten(color, by));
}

function drawCrack(canvas: SvgCanvas, random: Random, wood: Color): void {
  const strength = canvas.flawed('floor crack');
  if (!strength) return;
  const [x, y] = [random.between(-150, 90), random.pick([-126, -116, -106])];
  const line = Array.from({ length: 8 }, (_, i): Point => [x + i * 11 * strength, y + random.between(-8, 8)]);
  const branch: Point[] = [line[3] ?? [x, y], [x + 44, y + 16], [x + 58, y + 14]];
  const main = canvas.fill(
    ribbon(line, (t) => 1 + 4.4 * Math.sin(Math.PI * t)),
    lighten(wood, -42),
  );
  canvas.mark('floor crack', main, canvas.stroke(branch, lighten(wood, -38), { width: 1.8 }));
}

function drawPair(canvas: SvgCanvas, random: Random, wood: Color): void {
  const hue = random.between(0, 360);
  const yarn: Yarn = {
    base: [hue, random.between(25, 62), random.between(48, 84)],
    stripe: [hue + random.pick([40, 150, 180, 210]), random.between(35, 70), random.between(40, 86)],
    tip: [hue + random.pick([0, 30, 180]), random.between(40, 66), random.between(34, 52)],
    pitch: random.pick([0, 15, 20, 26]),
  };
  const mismatch = canvas.flawed('mismatched pair');
  const other: Yarn = {
    ...yarn,
    base: [hue + 95, yarn.base[1], yarn.base[2] - 8],
    pitch: yarn.pitch === 0 ? 15 : yarn.pitch * 0.7,
  };
  const turns = [random.between(-16, 2), random.between(-6, 16)] as const;
  const merged = canvas.flawed('merged with floor') ? random.integer(0, 1) : -1;
  const first = drawSock(canvas, random, {
    at: [-84, -6],
    turn: turns[0],
    size: 1,
    yarn,
    wood,
    spoiled: true,
    merged: merged === 0,
  });
  const second = drawSock(canvas, random, {
    at: [66, 6],
    turn: turns[1],
    size: mismatch ? 1 - 0.24 * mismatch : 1,
    yarn: mismatch ? other : yarn,
    wood,
    spoiled: false,
    merged: merged === 1,
  });
  if (mismatch) canvas.mark('mismatched pair', first, second);
}

interface Sock {
  at: Point;
  turn: number;
  size: number;
  yarn: Yarn;
  wood: Color;
  /** takes the flaws of a single sock */
  spoiled: boolean;
  merged: boolean;
}

const spine: Points = smooth(poly`-8,-92 -10,-52 -8,-12 6,34 44,62 78,68`, false);
const widths = (t: number) => 50 + 12 * Math.exp(-(((t - 0.55) / 0.16) ** 2)) - 6 * t;

function drawSock(canvas: SvgCanvas, random: Random, { at, turn, size, yarn, wood, spoiled, merged }: Sock): Extent {
  const place = (points: Points) => moved(rotated(scaled(points, [0, 0], [size, size]), [0, 0], turn), at[0], at[1]);
  const outline = ribbon(spine, widths);
  drawSockShadow(canvas, place(outline), spoiled);
  const heel = spoiled ? canvas.flawed('second heel') : 0;
  if (heel)
    canvas.mark(
      'second heel',
      canvas.fill(
        place(ellipse([-30, -36], 26 + 8 * heel, 21)),
        canvas.radial([lighten(yarn.tip, 9), yarn.tip, lighten(yarn.tip, -8)]),
      ),
    );
  const body = canvas.fill(
    place(outline),
    canvas.linear(
      [at[0] - 40, at[1]],
      [at[0] + 50, at[1] + 20],
      [lighten(yarn.base, 8), yarn.base, lighten(yarn.base, -10)],
    ),
    { line: lighten(yarn.base, -20), lineWidth: 1 },
  );
  drawPattern(canvas, random, { place, yarn, spoiled });
  canvas.fill(
    place(ribbon(slice(0, 0.13), 54)),
    canvas.linear(at, [at[0] + 40, at[1]], [lighten(yarn.tip, 4), lighten(yarn.tip, -5)]),
  );
  for (let x = -28; x <= 10; x += 5)
    canvas.stroke(place(poly`${x},-112 ${x - 1},-82`), lighten(yarn.tip, -12), { width: 1, opacity: 0.7 });
  canvas.fill(
    place(rotated(ellipse([-14, 32], 21, 15), [-14, 32], 48)),
    canvas.radial([lighten(yarn.tip, 9), yarn.tip, lighten(yarn.tip, -7)]),
  );
  drawToe(canvas, place, { yarn, melt: spoiled ? canvas.flawed('melted toe') : 0 });
  if (merged) canvas.mark('merged with floor', fade(canvas, place, wood));
  return body;
}

function slice(from: number, to: number): Points {
  return spine.slice(Math.floor(from * (spine.length - 1)), Math.ceil(to * (spine.length - 1)) + 1);
}

function drawSockShadow(canvas: SvgCanvas, outline: Points, spoiled: boolean): void {
  const wrong = spoiled ? canvas.flawed('wrong shadow') : 0;
  const [dx, dy] = wrong ? [-24 - 16 * wrong, -13 * wrong] : [6, 8];
  const dark = canvas.fill(moved(outline, dx, dy), [230, 35, 8], { opacity: wrong ? 0.42 : 0.2 });
  if (!wrong) canvas.fill(moved(outline, 3, 4), [230, 35, 8], { opacity: 0.22 });
  else canvas.mark('wrong shadow', dark);
}

interface Pattern {
  place(points: Points): Points;
  yarn: Yarn;
  spoiled: boolean;
}

function drawPattern(canvas: SvgCanvas, random: Random, { place, yarn, spoiled }: Pattern): void {
  const broken = spoiled ? canvas.flawed('broken pattern') : 0;
  const step = (yarn.pitch || 17) / 190;
  const bands: Extent[] = [];
  for (let t = 0.2; t < 0.84; t += step) {
    const i = Math.floor(t * (spine.length - 1));
    const [a, b] = [spine[i] ?? origin, spine[i + 1] ?? origin];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    const [nx, ny] = [-(b[1] - a[1]) / length, (b[0] - a[0]) / length];
    const half = widths(t) / 2 - 1;
    const across = (share: number): Point => [a[0] + nx * half * share, a[1] + ny * half * share];
    if (broken && t > 0.3 && t < 0.7) {
      for (const from of [-0.95, -0.25, 0.4]) {
        const slip = random.between(-9, 9) * broken;
        bands.push(
          canvas.stroke(
            moved(place([across(from), across(from + 0.42)]), slip * 0.4, slip),
            lighten(yarn.stripe, slip),
            {
              width: random.between(3, 8),
            },
          ),
        );
      }
    } else if (yarn.pitch > 0)
      canvas.stroke(place(smooth([across(-1), between(across(0), b, 0.6), across(1)], false)), yarn.stripe, {
        width: yarn.pitch * 0.36,
      });
    else for (const share of [-0.6, 0, 0.6]) canvas.fill(place(ellipse(across(share), 3.6)), yarn.stripe);
  }
  if (bands.length > 0) canvas.mark('broken pattern', hull(bands));
}

function drawToe(
  canvas: SvgCanvas,
  place: (points: Points) => Points,
  { yarn, melt }: { yarn: Yarn; melt: number },
): void {
  const toe = ribbon(slice(0.88, 1), 45);
  const shape = melt ? rippled(toe, 6.5 * melt, [23, 2]) : toe;
  const painted = canvas.fill(place(shape), canvas.radial([lighten(yarn.tip, 10), yarn.tip, lighten(yarn.tip, -9)]));
  const folds = Array.from(
    { length: melt ? 5 : 1 },
    (_, i): Points =>
      rippled(smooth(poly`${66 + i * 7},50 ${70 + i * 7},68 ${64 + i * 7},86`, false), melt * 4, [16, i]),
  );
  const lines = canvas.strokeAll(folds.map(place), lighten(yarn.tip, melt ? -22 : -10), {
    width: melt ? 2.4 : 1.2,
    opacity: 0.7,
  });
  if (melt) canvas.mark('melted toe', painted, lines);
}

function fade(canvas: SvgCanvas, place: (points: Points) => Points, wood: Color): Extent {
  const strength = canvas.flawed('merged with floor');
  const patches = [
    [26, 74, 24],
    [46, 88, 20],
    [8, 60, 18],
    [62, 92, 15],
  ].map(([x = 0, y = 0, r = 0]) => {
    const wide = rippled(ellipse([x, y], r * (0.75 + 0.3 * strength), r * 0.62), 3, [18, x]);
    return canvas.fill(place(wide), lighten(wood, x % 4 === 0 ? 2 : -2), { opacity: 0.72 });
  });
  return hull(patches);
}
