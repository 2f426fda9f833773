import type { Random } from '#grader/dataset/random.ts';
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
import { type Color, type Easel, lit } from '#grader/dataset/standin/svg-canvas.ts';

export const bird: Scene = {
  name: 'bird',
  sources: ['imagenet'],
  mirrors: true,
  // biome-ignore format: a table
  flaws: [
    {
      name: 'distorted beak', habit: 'shape', tags: ['attributes'],
      wordings: ['the animal has distorted beak', 'beak twisted and deformed', 'the beak is bent the wrong way', 'beak shape incorrect'],
    },
    {
      name: 'distorted legs', habit: 'shape', tags: ['attributes'],
      wordings: ['the animal has distorted legs', 'legs bent in an impossible way', 'legs twisted and of different length', 'the legs are deformed'],
    },
    {
      name: 'third leg', habit: 'count', tags: ['attributes'],
      wordings: ['the bird has three legs', 'extra leg', 'one leg too many', 'a third leg grows from the body'],
    },
    {
      name: 'second eye', habit: 'pair', tags: ['attributes', 'perspective'],
      wordings: ['two eyes on the same side of the head', 'eyes misplaced', 'second eye in the wrong place', 'eyes of different size on one side'],
    },
    {
      name: 'smeared wing', habit: 'texture', tags: ['texture'],
      wordings: ['feather texture incorrect', 'wing feathers smeared together', 'feathers melted, no structure', 'wing texture flows into the body'],
    },
    {
      name: 'loose tail', habit: 'joint', tags: ['attributes'],
      wordings: ['tail not connected to the body', 'tail floats behind the animal', 'the tail is detached', 'gap between tail and body'],
    },
    {
      name: 'broken branch', habit: 'lines', tags: ['attributes', 'perspective'],
      wordings: ['branch broken and disconnected', 'the branch does not continue behind the bird', 'the two ends of the branch do not line up', 'branch interrupted'],
    },
  ],
  draw(easel, random) {
    const plumage = random.pick(plumages);
    drawGarden(easel, random, plumage.back);
    drawBranch(easel, random);
    drawTail(easel, plumage);
    drawLegs(easel);
    drawBody(easel, plumage);
    drawWing(easel, random, plumage);
    drawHead(easel, random, plumage);
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

function drawGarden(easel: Easel, random: Random, color: Color): void {
  sky(easel, random, 70);
  hills(easel, random, [random.between(30, 60), [random.between(80, 150), 28, 70]]);
  const trees = random.integer(1, 4);
  for (let i = 0; i < trees; i++)
    tree(easel, random, [[random.between(-240, 240), random.between(86, 110)], random.between(70, 130)]);
  hills(easel, random, [random.between(88, 104), [random.between(75, 120), 34, 52]]);
  bokeh(easel, random, lit([color[0], 40, 70], 10));
}

function drawBranch(easel: Easel, random: Random): void {
  const [left, , right] = easel.frame;
  const bark: Color = [random.between(18, 34), random.between(18, 32), random.between(26, 38)];
  const broken = easel.flawed('broken branch');
  const y = (x: number) => 101 + Math.sin(x / 75) * 5;
  const piece = (from: number, to: number, drop: number): Extent => {
    const spine = Array.from(
      { length: 9 },
      (_, i): Point => [from + ((to - from) * i) / 8, y(from + ((to - from) * i) / 8) + drop],
    );
    const outline = ribbon(smooth(spine, false), (t) => 15 - 3 * t + Math.sin(t * 17) * 1.2);
    const painted = easel.fill(
      outline,
      easel.linear([0, 92 + drop], [0, 112 + drop], [lit(bark, 16), bark, lit(bark, -12)]),
    );
    easel.stroke(moved(smooth(spine, false), 0, -3), lit(bark, 22), { width: 1.3, opacity: 0.5 });
    return painted;
  };
  if (broken) {
    piece(left, 34, 0);
    const [gap, drop] = [18 * broken, 15 * broken];
    piece(48 + gap, right, drop);
    const [top, bottom] = [[28, 90] as Point, [62 + gap, 114 + drop] as Point];
    easel.mark('broken branch', easel.fill([top, top, bottom, bottom], bark, { opacity: 0 }));
  } else piece(left, right, 0);
  for (const x of [-165, -118, 96, 158]) drawLeaf(easel, random, [x, y(x) - 4]);
}

function drawLeaf(easel: Easel, random: Random, [x, y]: Point): void {
  const [size, green] = [random.between(12, 22), [random.between(80, 125), 42, random.between(38, 52)] as Color];
  const leaf = smooth(
    poly`${x},${y} ${x + size * 0.5},${y - size * 0.75} ${x + size},${y - size * 1.35} ${x + size * 0.8},${y - size * 0.4}`,
  );
  const turn = random.between(-80, 40);
  easel.fill(rotated(leaf, [x, y], turn), easel.linear([x, y], [x + size, y - size], [lit(green, -6), lit(green, 12)]));
  easel.stroke(rotated(poly`${x},${y} ${x + size * 0.85},${y - size * 1.05}`, [x, y], turn), lit(green, 22), {
    width: 0.9,
    opacity: 0.7,
  });
}

function drawTail(easel: Easel, { back }: Plumage): void {
  const loose = easel.flawed('loose tail');
  const parts = [-9, 0, 9].map((turn, i) => {
    const feather = ribbon(poly`-58,44 -98,62 -142,76`, (t) => 15 + 5 * t);
    const placed = moved(rotated(feather, [-58, 44], turn), loose ? -22 - 14 * loose : 0, loose ? 9 * loose : 0);
    return easel.fill(placed, lit(back, -12 + i * 6), { line: lit(back, -22), lineWidth: 0.8 });
  });
  if (loose) easel.mark('loose tail', ...parts);
}

function drawLegs(easel: Easel): void {
  const twist = easel.flawed('distorted legs');
  const legs = [-12, 16].map((x, i) => drawLeg(easel, [x, 66], twist ? twist * (i === 0 ? 1 : -0.8) : 0));
  if (twist) easel.mark('distorted legs', ...legs);
  if (easel.flawed('third leg')) easel.mark('third leg', drawLeg(easel, [46, 60], 0));
}

function drawLeg(easel: Easel, [x, y]: Point, twist: number): Extent {
  const color: Color = [26, 60, 38];
  const shape = (points: Points) => (twist ? twisted(points, [x, y], [75 * twist, 34]) : points);
  const leg = easel.stroke(shape(smooth(poly`${x},${y} ${x - 3},${y + 14} ${x + 2},${y + 28}`, false)), color, {
    width: 4.6,
  });
  const toes = [-12, -3, 8].map((dx) =>
    easel.stroke(shape(poly`${x + 2},${y + 27} ${x + dx + 4},${y + 35 - Math.abs(dx) * 0.2}`), lit(color, 4), {
      width: 3.4,
    }),
  );
  return toes.reduce(
    (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])],
    leg,
  );
}

function drawBody(easel: Easel, { back, breast }: Plumage): void {
  const outline = smooth(poly`-72,40 -46,-8 2,-40 48,-38 70,0 58,46 18,74 -34,70`);
  easel.fill(outline, easel.linear([-40, -30], [40, 70], [lit(back, 8), back, lit(back, -8)]));
  const front = smooth(poly`30,-36 62,-20 70,4 58,46 18,73 -14,70 14,34 22,-4`);
  easel.fill(front, easel.radial([lit(breast, 12), breast, lit(breast, -10)]));
  for (let i = 0; i < 14; i++) {
    const [x, y] = [18 + ((i * 37) % 40), 2 + ((i * 23) % 60)];
    easel.stroke(smooth(poly`${x - 3},${y} ${x},${y + 3} ${x + 3},${y}`, false), lit(breast, i % 2 ? 14 : -12), {
      width: 1,
      opacity: 0.6,
    });
  }
}

function drawWing(easel: Easel, random: Random, { back }: Plumage): void {
  const smear = easel.flawed('smeared wing');
  const shape = (points: Points) => (smear ? rippled(points, 8 * smear, [28, 2]) : points);
  const outline = shape(smooth(poly`26,-8 6,28 -42,54 -92,60 -54,18 -14,-16`));
  const wing = easel.fill(
    outline,
    easel.linear([10, -10], [-60, 58], [lit(back, 3), lit(back, -14)]),
    smear ? {} : { line: lit(back, -22), lineWidth: 1 },
  );
  for (let row = 0; row < 4; row++) {
    for (let i = 0; i < 4 - (row > 2 ? 1 : 0); i++) {
      const [x, y] = [8 - row * 21 - i * 5, -6 + row * 7 + i * 13];
      const feather = shape(smooth(poly`${x + 10},${y - 2} ${x - 2},${y + 8} ${x - 16},${y + 7}`, false));
      easel.stroke(feather, lit(back, smear ? random.between(-18, 20) : -22), {
        width: smear ? 4 : 1.7,
        opacity: smear ? 0.5 : 0.75,
      });
    }
  }
  if (smear) easel.mark('smeared wing', wing);
}

function drawHead(easel: Easel, random: Random, { back, breast, beak }: Plumage): void {
  drawBeak(easel, beak);
  easel.fill(ellipse([52, -52], 38, 35), easel.radial([lit(back, 12), back, lit(back, -8)]));
  easel.fill(smooth(poly`60,-38 84,-48 80,-28 58,-16 36,-22`), easel.radial([lit(breast, 10), breast]));
  drawEye(easel, [64, -60], 7.5);
  const second = easel.flawed('second eye');
  if (second)
    easel.mark(
      'second eye',
      drawEye(easel, [38 + random.between(-4, 4), -54 + random.between(-8, 8)], 4.5 + 3.5 * second),
    );
}

function drawEye(easel: Easel, [x, y]: Point, r: number): Extent {
  const ring = easel.fill(ellipse([x, y], r * 1.22), [40, 35, 90], { opacity: 0.85 });
  easel.fill(ellipse([x, y], r), [25, 45, 9]);
  easel.fill(ellipse([x + r * 0.3, y - r * 0.35], r * 0.32), [0, 0, 98]);
  return ring;
}

function drawBeak(easel: Easel, color: Color): void {
  const strength = easel.flawed('distorted beak');
  const shape = (points: Points, sign: number) =>
    strength ? rippled(twisted(points, [84, -56], [sign * 70 * strength, 34]), 3.4 * strength, [15, sign]) : points;
  const upper = smooth(poly`82,-64 102,-62 120,-52 100,-50 82,-50`);
  const lower = smooth(poly`82,-52 100,-51 111,-48 98,-43 82,-44`);
  const parts = [
    easel.fill(shape(lower, -1), lit(color, -8)),
    easel.fill(shape(upper, 1), easel.linear([0, -66], [0, -48], [lit(color, 14), color]), {
      line: lit(color, -16),
      lineWidth: 0.8,
    }),
  ];
  if (strength) easel.mark('distorted beak', ...parts);
}
