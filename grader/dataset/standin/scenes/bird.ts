import type { Random } from '#grader/dataset/seeded-random.ts';
import {
  type Extent,
  ellipse,
  moved,
  type Point,
  type Points,
  poly,
  ribbon,
  rippled,
  rotated,
  smooth,
  twisted,
} from '#grader/dataset/standin/geometry.ts';
import type { Scene } from '#grader/dataset/standin/scene.ts';
import { bokeh, hills, sky, tree } from '#grader/dataset/standin/surroundings.ts';
import { type Color, lighten, type SvgCanvas } from '#grader/dataset/standin/svg-canvas.ts';

export const bird: Scene = {
  name: 'bird',
  sources: ['imagenet'],
  mirrors: true,
  // biome-ignore format: a table
  flaws: [
    {
      name: 'distorted beak', mode: 'shape', tags: ['attributes'],
      wordings: ['the animal has distorted beak', 'beak twisted and deformed', 'the beak is bent the wrong way', 'beak shape incorrect'],
    },
    {
      name: 'distorted legs', mode: 'shape', tags: ['attributes'],
      wordings: ['the animal has distorted legs', 'legs bent in an impossible way', 'legs twisted and of different length', 'the legs are deformed'],
    },
    {
      name: 'third leg', mode: 'count', tags: ['attributes'],
      wordings: ['the bird has three legs', 'extra leg', 'one leg too many', 'a third leg grows from the body'],
    },
    {
      name: 'second eye', mode: 'pair', tags: ['attributes', 'perspective'],
      wordings: ['two eyes on the same side of the head', 'eyes misplaced', 'second eye in the wrong place', 'eyes of different size on one side'],
    },
    {
      name: 'smeared wing', mode: 'texture', tags: ['texture'],
      wordings: ['feather texture incorrect', 'wing feathers smeared together', 'feathers melted, no structure', 'wing texture flows into the body'],
    },
    {
      name: 'loose tail', mode: 'joint', tags: ['attributes'],
      wordings: ['tail not connected to the body', 'tail floats behind the animal', 'the tail is detached', 'gap between tail and body'],
    },
    {
      name: 'broken branch', mode: 'lines', tags: ['attributes', 'perspective'],
      wordings: ['branch broken and disconnected', 'the branch does not continue behind the bird', 'the two ends of the branch do not line up', 'branch interrupted'],
    },
  ],
  draw(canvas, random) {
    const plumage = random.pick(plumages);
    drawGarden(canvas, random, plumage.back);
    drawBranch(canvas, random);
    drawTail(canvas, plumage);
    drawLegs(canvas);
    drawBody(canvas, plumage);
    drawWing(canvas, random, plumage);
    drawHead(canvas, random, plumage);
  },
};

interface Plumage {
  back: Color;
  breast: Color;
  beak: Color;
}

const plumages: readonly Plumage[] = [
  { back: [32, 24, 42], breast: [16, 82, 56], beak: [38, 35, 28] },
  { back: [210, 55, 52], breast: [46, 85, 66], beak: [220, 15, 28] },
  { back: [48, 82, 62], breast: [52, 92, 76], beak: [26, 90, 52] },
  { back: [350, 55, 48], breast: [12, 62, 66], beak: [34, 75, 48] },
  { back: [95, 28, 44], breast: [62, 55, 76], beak: [20, 50, 38] },
  { back: [225, 14, 34], breast: [30, 20, 90], beak: [36, 85, 54] },
];

function drawGarden(canvas: SvgCanvas, random: Random, color: Color): void {
  sky(canvas, random, 70);
  hills(canvas, random, [random.between(30, 60), [random.between(80, 150), 28, 70]]);
  const trees = random.integer(1, 4);
  for (let i = 0; i < trees; i++)
    tree(canvas, random, [[random.between(-240, 240), random.between(86, 110)], random.between(70, 130)]);
  hills(canvas, random, [random.between(88, 104), [random.between(75, 120), 34, 52]]);
  bokeh(canvas, random, lighten([color[0], 40, 70], 10));
}

function drawBranch(canvas: SvgCanvas, random: Random): void {
  const [left, , right] = canvas.frame;
  const bark: Color = [random.between(18, 34), random.between(18, 32), random.between(26, 38)];
  const broken = canvas.flawed('broken branch');
  const y = (x: number) => 101 + Math.sin(x / 75) * 5;
  const piece = (from: number, to: number, drop: number): Extent => {
    const spine = Array.from(
      { length: 9 },
      (_, i): Point => [from + ((to - from) * i) / 8, y(from + ((to - from) * i) / 8) + drop],
    );
    const outline = ribbon(smooth(spine, false), (t) => 15 - 3 * t + Math.sin(t * 17) * 1.2);
    const painted = canvas.fill(
      outline,
      canvas.linear([0, 92 + drop], [0, 112 + drop], [lighten(bark, 16), bark, lighten(bark, -12)]),
    );
    canvas.stroke(moved(smooth(spine, false), 0, -3), lighten(bark, 22), { width: 1.3, opacity: 0.5 });
    return painted;
  };
  if (broken) {
    piece(left, 34, 0);
    const [gap, drop] = [18 * broken, 15 * broken];
    piece(48 + gap, right, drop);
    const [top, bottom] = [[28, 90] as Point, [62 + gap, 114 + drop] as Point];
    canvas.mark('broken branch', canvas.fill([top, top, bottom, bottom], bark, { opacity: 0 }));
  } else piece(left, right, 0);
  for (const x of [-165, -118, 96, 158]) drawLeaf(canvas, random, [x, y(x) - 4]);
}

function drawLeaf(canvas: SvgCanvas, random: Random, [x, y]: Point): void {
  const [size, green] = [random.between(12, 22), [random.between(80, 125), 42, random.between(38, 52)] as Color];
  const leaf = smooth(
    poly`${x},${y} ${x + size * 0.5},${y - size * 0.75} ${x + size},${y - size * 1.35} ${x + size * 0.8},${y - size * 0.4}`,
  );
  const turn = random.between(-80, 40);
  canvas.fill(
    rotated(leaf, [x, y], turn),
    canvas.linear([x, y], [x + size, y - size], [lighten(green, -6), lighten(green, 12)]),
  );
  canvas.stroke(rotated(poly`${x},${y} ${x + size * 0.85},${y - size * 1.05}`, [x, y], turn), lighten(green, 22), {
    width: 0.9,
    opacity: 0.7,
  });
}

function drawTail(canvas: SvgCanvas, { back }: Plumage): void {
  const loose = canvas.flawed('loose tail');
  const parts = [-9, 0, 9].map((turn, i) => {
    const feather = ribbon(poly`-58,44 -98,62 -142,76`, (t) => 15 + 5 * t);
    const placed = moved(rotated(feather, [-58, 44], turn), loose ? -22 - 14 * loose : 0, loose ? 9 * loose : 0);
    return canvas.fill(placed, lighten(back, -12 + i * 6), { line: lighten(back, -22), lineWidth: 0.8 });
  });
  if (loose) canvas.mark('loose tail', ...parts);
}

function drawLegs(canvas: SvgCanvas): void {
  const twist = canvas.flawed('distorted legs');
  const legs = [-12, 16].map((x, i) => drawLeg(canvas, [x, 66], twist ? twist * (i === 0 ? 1 : -0.8) : 0));
  if (twist) canvas.mark('distorted legs', ...legs);
  if (canvas.flawed('third leg')) canvas.mark('third leg', drawLeg(canvas, [46, 60], 0));
}

function drawLeg(canvas: SvgCanvas, [x, y]: Point, twist: number): Extent {
  const color: Color = [26, 60, 38];
  const shape = (points: Points) => (twist ? twisted(points, [x, y], [75 * twist, 34]) : points);
  const leg = canvas.stroke(shape(smooth(poly`${x},${y} ${x - 3},${y + 14} ${x + 2},${y + 28}`, false)), color, {
    width: 4.6,
  });
  const toes = [-12, -3, 8].map((dx) =>
    canvas.stroke(shape(poly`${x + 2},${y + 27} ${x + dx + 4},${y + 35 - Math.abs(dx) * 0.2}`), lighten(color, 4), {
      width: 3.4,
    }),
  );
  return toes.reduce(
    (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])],
    leg,
  );
}

function drawBody(canvas: SvgCanvas, { back, breast }: Plumage): void {
  const outline = smooth(poly`-72,40 -46,-8 2,-40 48,-38 70,0 58,46 18,74 -34,70`);
  canvas.fill(outline, canvas.linear([-40, -30], [40, 70], [lighten(back, 8), back, lighten(back, -8)]));
  const front = smooth(poly`30,-36 62,-20 70,4 58,46 18,73 -14,70 14,34 22,-4`);
  canvas.fill(front, canvas.radial([lighten(breast, 12), breast, lighten(breast, -10)]));
  for (let i = 0; i < 14; i++) {
    const [x, y] = [18 + ((i * 37) % 40), 2 + ((i * 23) % 60)];
    canvas.stroke(smooth(poly`${x - 3},${y} ${x},${y + 3} ${x + 3},${y}`, false), lighten(breast, i % 2 ? 14 : -12), {
      width: 1,
      opacity: 0.6,
    });
  }
}

function drawWing(canvas: SvgCanvas, random: Random, { back }: Plumage): void {
  const smear = canvas.flawed('smeared wing');
  const shape = (points: Points) => (smear ? rippled(points, 8 * smear, [28, 2]) : points);
  const outline = shape(smooth(poly`26,-8 6,28 -42,54 -92,60 -54,18 -14,-16`));
  const wing = canvas.fill(
    outline,
    canvas.linear([10, -10], [-60, 58], [lighten(back, 3), lighten(back, -14)]),
    smear ? {} : { line: lighten(back, -22), lineWidth: 1 },
  );
  for (let row = 0; row < 4; row++) {
    for (let i = 0; i < 4 - (row > 2 ? 1 : 0); i++) {
      const [x, y] = [8 - row * 21 - i * 5, -6 + row * 7 + i * 13];
      const feather = shape(smooth(poly`${x + 10},${y - 2} ${x - 2},${y + 8} ${x - 16},${y + 7}`, false));
      canvas.stroke(feather, lighten(back, smear ? random.between(-18, 20) : -22), {
        width: smear ? 4 : 1.7,
        opacity: smear ? 0.5 : 0.75,
      });
    }
  }
  if (smear) canvas.mark('smeared wing', wing);
}

function drawHead(canvas: SvgCanvas, random: Random, { back, breast, beak }: Plumage): void {
  drawBeak(canvas, beak);
  canvas.fill(ellipse([52, -52], 38, 35), canvas.radial([lighten(back, 12), back, lighten(back, -8)]));
  canvas.fill(smooth(poly`60,-38 84,-48 80,-28 58,-16 36,-22`), canvas.radial([lighten(breast, 10), breast]));
  drawEye(canvas, [64, -60], 7.5);
  const second = canvas.flawed('second eye');
  if (second)
    canvas.mark(
      'second eye',
      drawEye(canvas, [38 + random.between(-4, 4), -54 + random.between(-8, 8)], 4.5 + 3.5 * second),
    );
}

function drawEye(canvas: SvgCanvas, [x, y]: Point, r: number): Extent {
  const ring = canvas.fill(ellipse([x, y], r * 1.22), [40, 35, 90], { opacity: 0.85 });
  canvas.fill(ellipse([x, y], r), [25, 45, 9]);
  canvas.fill(ellipse([x + r * 0.3, y - r * 0.35], r * 0.32), [0, 0, 98]);
  return ring;
}

function drawBeak(canvas: SvgCanvas, color: Color): void {
  const strength = canvas.flawed('distorted beak');
  const shape = (points: Points, sign: number) =>
    strength ? rippled(twisted(points, [84, -56], [sign * 70 * strength, 34]), 3.4 * strength, [15, sign]) : points;
  const upper = smooth(poly`82,-64 102,-62 120,-52 100,-50 82,-50`);
  const lower = smooth(poly`82,-52 100,-51 111,-48 98,-43 82,-44`);
  const parts = [
    canvas.fill(shape(lower, -1), lighten(color, -8)),
    canvas.fill(shape(upper, 1), canvas.linear([0, -66], [0, -48], [lighten(color, 14), color]), {
      line: lighten(color, -16),
      lineWidth: 0.8,
    }),
  ];
  if (strength) canvas.mark('distorted beak', ...parts);
}
