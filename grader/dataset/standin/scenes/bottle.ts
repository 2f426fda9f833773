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
  rippled,
  smooth,
} from '#grader/dataset/standin/geometry.ts';
import { garbled, writing } from '#grader/dataset/standin/glyphs.ts';
import type { Scene } from '#grader/dataset/standin/scene.ts';
import { band, bokeh, shadow, wall } from '#grader/dataset/standin/surroundings.ts';
import { type Color, lighten, type SvgCanvas } from '#grader/dataset/standin/svg-canvas.ts';

const table = 96;

export const bottle: Scene = {
  name: 'bottle',
  sources: ['coco', 'imagenet'],
  mirrors: false,
  // biome-ignore format: a table
  flaws: [
    {
      name: 'unreadable label', mode: 'text', tags: ['unrecognizable'],
      wordings: ['font blurry', 'text on the label not identifiable', 'label letters distorted', 'the writing is garbled'],
    },
    {
      name: 'bent neck', mode: 'shape', tags: ['attributes', 'perspective'],
      wordings: ['object twisted and deformed', 'neck of the bottle bent', 'bottle neck twisted', 'the neck is not straight'],
    },
    {
      name: 'asymmetrical glass', mode: 'pair', tags: ['attributes'],
      wordings: ['shape asymmetrical', 'left and right side of the bottle differ', 'the bottle is lopsided', 'outline asymmetrical'],
    },
    {
      name: 'loose label', mode: 'joint', tags: ['attributes', 'perspective'],
      wordings: ['label sticks out beyond the bottle', 'label not attached to the glass', 'label floats beside the bottle', 'label misplaced'],
    },
    {
      name: 'uneven ring', mode: 'lines', tags: ['attributes'],
      wordings: ['inner circle width inconsistent between top and bottom', 'ring on the label uneven', 'circle broken and not closed', 'width of the circle inconsistent'],
    },
    {
      name: 'wrong bottle shadow', mode: 'light', tags: ['perspective'],
      wordings: ['shadow of the bottle in the wrong direction', 'shadow does not match the light', 'wrong shadow', 'two shadows in different directions'],
    },
    {
      name: 'melted fruit', mode: 'texture', tags: ['texture', 'unrecognizable'],
      wordings: ['fruit melts into the table', 'the fruit cannot be identified', 'texture of the fruit incorrect', 'fruit smeared and deformed'],
    },
  ],
  draw(canvas, random) {
    const color = wall(canvas, random);
    bokeh(canvas, random, color);
    drawTable(canvas, random);
    drawShadows(canvas, random);
    drawFruit(canvas, random);
    const glass: Color = random.pick([
      [135, 42, 26],
      [32, 62, 30],
      [205, 44, 44],
      [345, 45, 30],
      [170, 30, 48],
    ]);
    const body = drawGlass(canvas, glass);
    if (canvas.flawed('asymmetrical glass')) canvas.mark('asymmetrical glass', body);
    drawLabel(canvas, random, glass);
  },
};

function drawTable(canvas: SvgCanvas, random: Random): void {
  const [left, , right, bottom] = canvas.frame;
  const wood: Color = [random.between(14, 38), random.between(24, 52), random.between(38, 68)];
  band(canvas, [table, null], canvas.linear([0, table], [0, 210], [lighten(wood, 8), lighten(wood, -8)]));
  canvas.stroke(poly`${left},${table} ${right},${table}`, lighten(wood, 18), { width: 2 });
  for (let i = 0; i < 20; i++) {
    const [x, y] = [random.between(left, right), random.between(table + 4, bottom)];
    canvas.stroke(
      smooth(poly`${x},${y} ${x + 24},${y + random.between(-2, 2)} ${x + random.between(40, 80)},${y}`, false),
      lighten(wood, -9),
      { width: 1, opacity: 0.5 },
    );
  }
  if (random.chance(0.5)) drawCloth(canvas, random);
}

function drawCloth(canvas: SvgCanvas, random: Random): void {
  const color: Color = [random.between(0, 360), random.between(30, 60), random.between(52, 80)];
  const cloth: Point[] = poly`-130,112 118,106 150,168 -158,176`;
  canvas.fill(moved(cloth, 2, 4), [230, 30, 8], { opacity: 0.25 });
  canvas.fill(cloth, [color[0], 18, 94]);
  for (let t = 0.06; t < 1; t += 0.12) {
    const lerp = (a: Point, b: Point): Point => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
    const [a, b, c, d] = cloth as [Point, Point, Point, Point];
    canvas.stroke([lerp(a, b), lerp(d, c)], color, { width: 5, opacity: 0.5 });
    canvas.stroke([lerp(a, d), lerp(b, c)], color, { width: 4, opacity: 0.5 });
  }
}

function drawShadows(canvas: SvgCanvas, random: Random): void {
  shadow(canvas, [[0, 132], 62, 13], 0.75);
  const cast = (side: number): Points =>
    poly`-30,130 30,130 ${30 + side * 150},112 ${6 + side * 168},104 ${-20 + side * 120},108`;
  canvas.fill(smooth(cast(1)), [230, 30, 10], { opacity: 0.24 });
  const wrong = canvas.flawed('wrong bottle shadow');
  if (!wrong) return;
  const dark = canvas.fill(smooth(moved(cast(-1), 0, random.between(2, 10))), [235, 40, 8], {
    opacity: 0.3 + 0.12 * wrong,
  });
  canvas.mark('wrong bottle shadow', dark);
}

function drawFruit(canvas: SvgCanvas, random: Random): void {
  const kind: Color = random.pick([
    [48, 92, 58],
    [8, 72, 48],
    [28, 92, 54],
    [92, 48, 46],
  ]);
  const melt = canvas.flawed('melted fruit');
  const places: Point[] = random.chance(0.5)
    ? [
        [-112, 112],
        [-78, 122],
      ]
    : poly`112,114 142,120`;
  const fruits = places.map(([x, y], i) => {
    shadow(canvas, [[x + 3, y + 19], 32, 8], 0.6);
    const round = ellipse([x, y], 25 - i * 3, 22 - i * 3);
    const shape = melt ? rippled(round, 7 * melt, [21, x]) : round;
    const fruit = canvas.fill(shape, canvas.radial([lighten(kind, 18), kind, lighten(kind, -16)]));
    if (melt) return fruit;
    canvas.stroke(smooth(poly`${x + 1},${y - 19 + i * 3} ${x + 3},${y - 26} ${x + 8},${y - 30}`, false), [28, 40, 24], {
      width: 2.4,
    });
    canvas.fill(
      smooth(poly`${x + 5},${y - 27} ${x + 16},${y - 33} ${x + 25},${y - 27} ${x + 14},${y - 23}`),
      [105, 45, 40],
    );
    return fruit;
  });
  if (melt) canvas.mark('melted fruit', hull(fruits));
}

const rightSide: Points = poly`11,-132 11,-84 14,-70 40,-44 45,-24 45,60 45,122 38,133`;

function drawGlass(canvas: SvgCanvas, glass: Color): Extent {
  const bend = canvas.flawed('bent neck');
  const lopsided = canvas.flawed('asymmetrical glass');
  const lean = (points: Points): Points =>
    points.map(([x, y]) => (y < -44 ? [x + bend * 0.0052 * (y + 44) ** 2, y - bend * 0.12 * (y + 44)] : [x, y]));
  const left = rightSide.map(
    ([x, y]): Point => [-x + (lopsided && y > -60 ? 15 * lopsided * Math.sin((y + 60) / 31) : 0), y],
  );
  const outline = lean([...smooth(rightSide, false), ...smooth([...left].reverse(), false)]);
  const body = canvas.fill(
    outline,
    canvas.linear([-46, 0], [46, 0], [lighten(glass, 6), lighten(glass, 20), glass, lighten(glass, -12)]),
    { line: lighten(glass, -18), lineWidth: 1.2, opacity: 0.95 },
  );
  canvas.fill(smooth(poly`-38,-20 -33,-28 -31,30 -33,118 -38,112`), [60, 30, 98], { opacity: 0.32 });
  canvas.fill(smooth(poly`33,-18 36,-10 37,110 34,114`), [60, 30, 98], { opacity: 0.16 });
  const foil: Color = [glass[0] > 100 ? 42 : 8, 62, 44];
  const cap = canvas.fill(
    lean(rectangle([-13.5, -146, 13.5, -108], 4)),
    canvas.linear([-14, 0], [14, 0], [lighten(foil, 18), foil, lighten(foil, -14)]),
    { line: lighten(foil, -18), lineWidth: 0.8 },
  );
  canvas.stroke(lean(poly`-13,-116 0,-114 13,-116`), lighten(foil, 24), { width: 1.5 });
  const neck = canvas.fill(lean(rectangle([-11, -108, 11, -70])), glass, { opacity: 0 });
  canvas.fill(lean(rectangle([-7, -104, -4, -72], 1.5)), [60, 30, 98], { opacity: 0.35 });
  if (bend) canvas.mark('bent neck', cap, neck);
  return body;
}

function drawLabel(canvas: SvgCanvas, random: Random, glass: Color): void {
  const loose = canvas.flawed('loose label');
  const dx = loose ? random.pick([-1, 1]) * (12 + 9 * loose) : 0;
  const shape = (points: Points) => moved(loose ? rippled(points, 2.5 * loose, [60, 1]) : points, dx, 0);
  const paper: Color = [random.between(36, 56), random.between(20, 60), random.between(88, 95)];
  const painted = canvas.fill(
    shape(rectangle([-43, -12, 43, 104], 3)),
    canvas.linear([-43 + dx, 0], [43 + dx, 0], [lighten(paper, -9), paper, lighten(paper, 2), lighten(paper, -12)]),
    { line: lighten(paper, -26), lineWidth: 0.8 },
  );
  if (loose) canvas.mark('loose label', painted);
  const ink: Color = [glass[0] + random.pick([0, 180]), 55, 28];
  for (const y of [-6, 98]) canvas.stroke(poly`${-38 + dx},${y} ${38 + dx},${y}`, ink, { width: 1.6 });
  drawRing(canvas, [dx, 24], ink);
  const place = { center: [dx, 70] as Point, height: 12.5 };
  const clean = [
    ...writing(random.pick(['CIDER', 'TONIC', 'VIGNA', 'LEMON', 'OLIVE', 'GINGER']), place),
    ...writing(random.pick(['1984', '0.7 L', 'NO 5', '2026']), { center: [dx, 88], height: 7.5 }),
  ];
  const flawed = canvas.flawed('unreadable label');
  const letters = canvas.strokeAll(flawed ? garbled(clean, random, place) : clean, ink, { width: 1.9 });
  if (flawed) canvas.mark('unreadable label', letters);
}

function drawRing(canvas: SvgCanvas, [x, y]: Point, ink: Color): void {
  const uneven = canvas.flawed('uneven ring');
  const outer = canvas.fill(ellipse([x, y], 24), ink);
  const hole: Points = uneven
    ? rippled(ellipse([x + 3 * uneven, y - 5 * uneven], 19, 15), 2 * uneven, [18, 1])
    : ellipse([x, y], 20);
  canvas.fill(hole, [46, 50, 90]);
  const sun: Color = [38, 88, 54];
  for (let i = 0; i < 8; i++) {
    const angle = (i / 8) * 2 * Math.PI;
    canvas.stroke(
      poly`${x + 10.5 * Math.cos(angle)},${y + 10.5 * Math.sin(angle)} ${x + 14.5 * Math.cos(angle)},${y + 14.5 * Math.sin(angle)}`,
      sun,
      { width: 2 },
    );
  }
  canvas.fill(ellipse([x, y], 7.5), sun);
  if (uneven) canvas.mark('uneven ring', outer);
}
