import type { Random } from '#grader/dataset/seeded-random.ts';
import {
  between,
  type Extent,
  ellipse,
  moved,
  origin,
  type Point,
  poly,
  rectangle,
  ribbon,
  rippled,
  rotated,
  smooth,
} from '#grader/dataset/standin/geometry.ts';
import { garbled, writing } from '#grader/dataset/standin/glyphs.ts';
import type { Scene } from '#grader/dataset/standin/scene.ts';
import { hills, shadow, sky, tree } from '#grader/dataset/standin/surroundings.ts';
import { type Color, lighten, type SvgCanvas } from '#grader/dataset/standin/svg-canvas.ts';

const ground = 108;

export const vehicle: Scene = {
  name: 'vehicle',
  sources: ['imagenet', 'coco'],
  mirrors: false,
  // biome-ignore format: a table
  flaws: [
    {
      name: 'detached mirror', mode: 'joint', tags: ['attributes'],
      wordings: ['rearview mirror not connected to vehicle', 'mirror floats beside the vehicle', 'the side mirror is not attached to anything', 'rearview mirror detached from the post'],
    },
    {
      name: 'broken tire', mode: 'shape', tags: ['attributes'],
      wordings: ['tire broken', 'the tire is broken and not round', 'left wheel is damaged and incomplete', 'tire outline broken'],
    },
    {
      name: 'thin tire', mode: 'shape', tags: ['attributes', 'perspective'],
      wordings: ['tire too thin', 'the wheel is far too narrow', 'right tire is too thin for the vehicle', 'wheel squeezed, wrong perspective'],
    },
    {
      name: 'unreadable sign', mode: 'text', tags: ['unrecognizable'],
      wordings: ['text distorted and not identifiable', 'the text on the sign cannot be read', 'letters garbled', 'sign text blurry and meaningless'],
    },
    {
      name: 'misplaced handrail', mode: 'joint', tags: ['attributes', 'perspective'],
      wordings: ['handrail misplaced', 'handrail leads nowhere', 'the handrail is in the wrong place', 'handrail not connected to the body'],
    },
    {
      name: 'broken post', mode: 'lines', tags: ['attributes'],
      wordings: ['roof post broken and disconnected', 'the post ends in mid-air', 'roof support discontinuous', 'post of the roof is interrupted'],
    },
    {
      name: 'melted seat', mode: 'texture', tags: ['texture'],
      wordings: ['seat melts into the body', 'seat cushion melted and deformed', 'the shape of the seat is smeared', 'seat texture flows together'],
    },
  ],
  draw(canvas, random) {
    drawLandscape(canvas, random);
    const body: Color = [
      random.pick([4, 18, 38, 95, 165, 200, 215, 340]),
      random.between(35, 70),
      random.between(45, 64),
    ];
    shadow(canvas, [[0, ground + 2], 195, 20], 0.6);
    drawFarWheels(canvas);
    drawSeats(canvas, random);
    drawBody(canvas, body);
    drawSign(canvas, random, body);
    drawRoof(canvas, random, body);
    drawRail(canvas);
    drawMirror(canvas, body);
    drawWheels(canvas, random);
  },
};

function drawLandscape(canvas: SvgCanvas, random: Random): void {
  sky(canvas, random, 20);
  const green: Color = [random.between(70, 120), random.between(30, 48), random.between(48, 62)];
  hills(canvas, random, [random.between(-18, 12), [green[0] + 25, green[1] - 8, green[2] + 10]]);
  const trees = random.integer(2, 5);
  for (let i = 0; i < trees; i++) tree(canvas, random, [[random.between(-260, 260), 44], random.between(60, 115)]);
  hills(canvas, random, [48, green]);
  const [left, , right, bottom] = canvas.frame;
  const path: Color = [40, random.between(10, 25), random.between(66, 78)];
  canvas.fill(
    poly`${left},84 ${right},80 ${right},138 ${left},142`,
    canvas.linear([0, 80], [0, 140], [lighten(path, 4), lighten(path, -9)]),
  );
  for (let i = 0; i < 26; i++) {
    const [x, y] = [random.between(left, right), random.between(146, bottom)];
    canvas.stroke(poly`${x - 2},${y} ${x},${y - 6} ${x + 2},${y}`, lighten(green, random.between(-14, 10)), {
      width: 1.1,
    });
  }
}

function drawFarWheels(canvas: SvgCanvas): void {
  for (const x of [-84, 112]) canvas.fill(ellipse([x, 76], 27, 28), [220, 10, 14]);
}

function drawSeats(canvas: SvgCanvas, random: Random): void {
  const leather: Color = [random.pick([28, 32, 210, 350]), random.between(12, 40), random.between(62, 82)];
  const melt = canvas.flawed('melted seat');
  const shape = (points: readonly Point[]) => (melt ? rippled(points, 9 * melt, [30, 1]) : points);
  const paint = canvas.linear([-80, -60], [-20, 40], [lighten(leather, 8), lighten(leather, -14)]);
  const back = canvas.fill(shape(rectangle([-84, -46, -60, 26], 11)), paint, {
    line: lighten(leather, -26),
    lineWidth: 1,
  });
  const cushion = canvas.fill(shape(rectangle([-72, 4, 12, 26], 10)), paint, {
    line: lighten(leather, -26),
    lineWidth: 1,
  });
  if (melt) canvas.mark('melted seat', back, cushion);
}

function drawBody(canvas: SvgCanvas, body: Color): void {
  const outline: Point[] = poly`-148,26 -142,74 -40,80 30,80 60,72 132,76 156,66 154,36 138,10 98,-4 84,6 74,48 38,56 24,26 -60,24 -128,18`;
  canvas.fill(smooth(outline), canvas.linear([0, -10], [0, 84], [lighten(body, 14), body, lighten(body, -16)]), {
    line: lighten(body, -24),
    lineWidth: 1.2,
  });
  canvas.stroke(smooth(poly`-138,34 -90,31 0,33`, false), lighten(body, 24), { width: 2.4, opacity: 0.6 });
  canvas.stroke(smooth(poly`104,5 136,18 147,40`, false), lighten(body, 26), { width: 3, opacity: 0.6 });
  canvas.fill(rectangle([28, 66, 76, 74], 4), [220, 12, 22]);
  canvas.fill(
    ellipse([147, 34], 6.5, 9),
    canvas.radial([
      [50, 90, 97],
      [46, 70, 80],
      [40, 30, 55],
    ]),
    { line: [0, 0, 45], lineWidth: 1 },
  );
  canvas.fill(rectangle([-150, 36, -143, 52], 3), [4, 75, 48]);
  const steering: Point[] = poly`84,6 66,-22`;
  canvas.stroke(steering, [220, 12, 20], { width: 3.5 });
  canvas.stroke(rotated(ellipse([64, -24], 4, 17), [64, -24], -32), [220, 12, 16], { width: 3.6 });
}

function drawSign(canvas: SvgCanvas, random: Random, body: Color): void {
  const place = { center: [-20, 51] as Point, height: 11.5 };
  canvas.fill(rectangle([-64, 37, 24, 65], 5), [48, 35, 95], { line: lighten(body, -28), lineWidth: 1.6 });
  const clean = writing(
    `${random.pick(['CLUB', 'TAXI', 'PARK', 'GOLF', 'TOUR', 'CART', 'FUN'])} ${random.integer(2, 98)}`,
    place,
  );
  const flawed = canvas.flawed('unreadable sign');
  const ink = canvas.strokeAll(flawed ? garbled(clean, random, place) : clean, [body[0], 45, 22], { width: 2.4 });
  if (flawed) canvas.mark('unreadable sign', ink);
}

function drawRoof(canvas: SvgCanvas, random: Random, body: Color): void {
  const metal: Color = [215, 12, 82];
  canvas.fill(poly`72,-98 101,-4 108,-6 84,-98`, [200, 60, 88], { opacity: 0.4 });
  const broken = canvas.flawed('broken post');
  const posts = [poly`72,-100 100,0`, poly`-112,-100 -124,24`, poly`-40,-100 -52,10`];
  const gap = broken ? random.integer(0, 2) : -1;
  for (const [i, [from = origin, to = origin]] of posts.entries()) {
    if (i !== gap) {
      canvas.stroke([from, to], metal, { width: i === 2 ? 3 : 5 });
      continue;
    }
    const upper = canvas.stroke([from, between(from, to, 0.34)], metal, { width: 5 });
    const rest = moved([between(from, to, 0.42 + 0.18 * broken), to], 9 * broken, 2);
    canvas.mark('broken post', upper, canvas.stroke(rest, metal, { width: 4.4 }));
  }
  const roof = smooth(poly`-138,-98 -132,-110 -30,-118 70,-114 100,-102 98,-95 0,-97 -130,-93`);
  canvas.fill(
    roof,
    canvas.linear([0, -118], [0, -92], [[45, 30, 97], lighten([body[0], 25, 86], 0), [body[0], 25, 66]]),
    {
      line: [body[0], 20, 50],
      lineWidth: 1,
    },
  );
}

function drawRail(canvas: SvgCanvas): void {
  const metal: Color = [215, 10, 88];
  const lost = canvas.flawed('misplaced handrail');
  const bow = smooth(poly`-146,28 -160,2 -150,-26 -126,-30`, false);
  const drawn = lost ? rotated(moved(bow, -14 - 16 * lost, -20 * lost), [-150, 0], 70 * lost) : bow;
  canvas.stroke(drawn, [215, 10, 45], { width: 5.4 });
  const rail = canvas.stroke(drawn, metal, { width: 3.4 });
  if (lost) canvas.mark('misplaced handrail', rail);
}

function drawMirror(canvas: SvgCanvas, body: Color): void {
  const away = canvas.flawed('detached mirror');
  const shift: Point = away ? [22 + 18 * away, -6 - 10 * away] : [0, 0];
  const at: Point = [106 + shift[0], -68 + shift[1]];
  if (!away) canvas.stroke([[82, -64], at], [220, 10, 30], { width: 3 });
  const shell = canvas.fill(ellipse(at, 8, 14), lighten(body, -14));
  const glass = canvas.fill(
    ellipse([at[0] + 1.5, at[1]], 5.5, 11),
    canvas.linear(
      [at[0], at[1] - 12],
      [at[0], at[1] + 12],
      [
        [200, 50, 92],
        [205, 35, 62],
      ],
    ),
  );
  if (away) canvas.mark('detached mirror', shell, glass);
}

function drawWheels(canvas: SvgCanvas, random: Random): void {
  const spokes = random.integer(5, 8);
  const broken = canvas.flawed('broken tire');
  const thin = canvas.flawed('thin tire');
  const rear = drawWheel(canvas, [-98, 78], { squeeze: 1, broken, spokes });
  const front = drawWheel(canvas, [98, 78], { squeeze: thin ? 0.5 - 0.12 * thin : 1, broken: 0, spokes });
  if (broken) canvas.mark('broken tire', rear);
  if (thin) canvas.mark('thin tire', front);
}

interface Wheel {
  squeeze: number;
  broken: number;
  spokes: number;
}

function drawWheel(canvas: SvgCanvas, center: Point, { squeeze, broken, spokes }: Wheel): Extent {
  const round = ellipse(center, 31 * squeeze, 31);
  const gap = 34 + 26 * broken;
  const tire = broken
    ? rippled(ribbon(ellipse(center, 25, 25, [gap - 70, 290 - gap / 2]), 11), 2.6 * broken, [24, 2])
    : round;
  const painted = canvas.fill(
    tire,
    canvas.radial([
      [220, 8, 34],
      [220, 10, 20],
      [220, 12, 10],
    ]),
  );
  const rim = ellipse(center, 19 * squeeze, 19);
  canvas.fill(
    broken ? rippled(rim, 3 * broken, [20, 4]) : rim,
    canvas.radial([
      [210, 10, 94],
      [210, 8, 74],
      [210, 8, 52],
    ]),
  );
  for (let i = 0; i < spokes; i++) {
    const angle = (i / spokes) * 2 * Math.PI + 0.3;
    canvas.stroke(
      [center, [center[0] + 16 * squeeze * Math.cos(angle), center[1] + 16 * Math.sin(angle)]],
      [215, 8, 42],
      { width: 2.6 },
    );
  }
  canvas.fill(ellipse(center, 5.5 * squeeze, 5.5), [215, 10, 30]);
  canvas.fill(ellipse([center[0] - 1.5, center[1] - 1.5], 2 * squeeze, 2), [215, 10, 70]);
  return painted;
}
