import { unionAreas, unionIou } from '#grader/metrics/rectangles.ts';
import type { Box, Truth } from '#submissions/format.ts';

type Fake = Extract<Truth, { label: 'fake' }>;

/** Enough images for a box to two digits; more would only cost time. */
const mostImages = 400;

/**
 * The one box, in shares of width and height, with the best mean union IoU over the annotated fakes: all boxes of a
 * coarse grid, then ever finer steps of its sides. Without annotated fakes: the whole image.
 */
export function bestConstantBox(fakes: readonly Fake[]): Box {
  const annotated = fakes.filter((fake) => fake.regions.length > 0).slice(0, mostImages);
  if (annotated.length === 0) return [0, 0, 1, 1];
  const packed = annotated.map(({ regions, width, height }) => {
    const shares = regions.flatMap(({ box: [x1, y1, x2, y2] }) => [x1 / width, y1 / height, x2 / width, y2 / height]);
    return { boxes: Float64Array.from(shares), count: regions.length };
  });
  const value = (box: Box) => {
    const one = Float64Array.from(box);
    let sum = 0;
    for (const { boxes, count } of packed) sum += unionIou(unionAreas(one, 1, boxes, count));
    return sum / packed.length;
  };
  return refine(coarsest(value), value);
}

const cells = 6;

function coarsest(value: (box: Box) => number): Box {
  let [best, bestValue]: [Box, number] = [[0, 0, 1, 1], -1];
  for (let code = 0; code < (cells + 1) ** 4; code++) {
    const side = (power: number) => (Math.floor(code / (cells + 1) ** power) % (cells + 1)) / cells;
    const box: Box = [side(0), side(1), side(2), side(3)];
    if (box[0] >= box[2] || box[1] >= box[3]) continue;
    const found = value(box);
    if (found > bestValue) [best, bestValue] = [box, found];
  }
  return best;
}

function refine(start: Box, value: (box: Box) => number): Box {
  let [best, bestValue] = [start, value(start)];
  for (let step = 1 / 16; step >= 1 / 128; ) {
    const moves = [0, 1, 2, 3].flatMap((side) => [-step, step].map((by) => shifted(best, side, by)));
    const better = moves.map((box) => [box, value(box)] as const).find(([, found]) => found > bestValue + 1e-9);
    if (better) [best, bestValue] = better;
    else step /= 2;
  }
  return best;
}

function shifted(box: Box, side: number, by: number): Box {
  const next: Box = [...box];
  next[side] = Math.min(1, Math.max(0, (box[side] ?? 0) + by));
  return next[0] < next[2] && next[1] < next[3] ? next : box;
}
