import type { Random } from '../random.ts';
import type { DefectName } from './defects.ts';

/** x1, y1, x2, y2 in scene units */
export type Extent = readonly [number, number, number, number];
export type Point = readonly [number, number];

/** A scene is drawn in units: a square of 100 × 100 in the middle of the picture; the background reaches beyond it. */
export interface Brush {
  random: Random;
  /** Adds markup, with the colours given. */
  rect(extent: Extent, fill: string, round?: number): void;
  ellipse(center: Point, rx: number, ry: number, fill: string, extra?: string): void;
  polygon(points: readonly Point[], fill: string, extra?: string): void;
  line(points: readonly Point[], stroke: string, width: number): void;
  /** Letters as strokes, so that no installed font matters; garbled ones are no letters. */
  text(word: string, extent: Extent, stroke: string, garbled: boolean): void;
  /** Whether this defect is to be drawn; says where it is. */
  plant(defect: DefectName, extent: Extent): boolean;
}

export interface Scene {
  name: string;
  /** what may go wrong here */
  defects: readonly DefectName[];
  background(brush: Brush): string;
  draw(brush: Brush): void;
}

export interface Planted {
  defect: DefectName;
  extent: Extent;
}

/** A brush that collects markup, and the places of those of `wanted` that the scene drew. */
export function openBrush(
  random: Random,
  wanted: ReadonlySet<DefectName>,
): Brush & { markup: string[]; planted: Planted[] } {
  const markup: string[] = [];
  const planted: Planted[] = [];
  const put = (text: string) => void markup.push(text);
  const line = (points: readonly Point[], stroke: string, width: number) =>
    put(
      `<polyline points="${list(points)}" fill="none" stroke="${stroke}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round"/>`,
    );
  return {
    random,
    markup,
    planted,
    line,
    rect: ([x1, y1, x2, y2], fill, round = 0) =>
      put(
        `<rect x="${n(x1)}" y="${n(y1)}" width="${n(x2 - x1)}" height="${n(y2 - y1)}" rx="${n(round)}" fill="${fill}"/>`,
      ),
    ellipse: ([x, y], rx, ry, fill, extra = '') =>
      put(`<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${extra}/>`),
    polygon: (points, fill, extra = '') => put(`<polygon points="${list(points)}" fill="${fill}" ${extra}/>`),
    text(word, extent, stroke, garbled) {
      for (const points of garbled ? scribble(random, extent, word.length) : letters(word, extent))
        line(points, stroke, 1);
    },
    plant(defect, extent) {
      if (!wanted.has(defect)) return false;
      planted.push({ defect, extent });
      return true;
    },
  };
}

const n = (value: number) => String(Math.round(value * 100) / 100);
const list = (points: readonly Point[]) => points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ');

/** Strokes of a few letters on a grid of 2 × 4: digits are x and y. */
const strokes: Record<string, readonly string[]> = {
  A: ['0410142402', '0222'],
  C: ['20000424'],
  E: ['20000424', '0212'],
  F: ['200004', '0212'],
  G: ['2000042422', '1222'],
  I: ['1014'],
  K: ['0004', '200224'],
  L: ['000424'],
  M: ['0400122024'],
  O: ['0020240400'],
  P: ['0400202202'],
  R: ['04002022021224'],
  S: ['200002222404'],
  T: ['0020', '1014'],
  X: ['0024', '2004'],
};

function letters(word: string, [x1, y1, x2, y2]: Extent): Point[][] {
  const advance = (x2 - x1) / word.length;
  return [...word].flatMap((letter, index) =>
    (strokes[letter] ?? []).map((stroke) =>
      [...stroke.matchAll(/../g)].map(
        ([grid]): Point => [
          x1 + advance * (index + (Number(grid[0]) / 2) * 0.7),
          y1 + (Number(grid[1]) / 4) * (y2 - y1),
        ],
      ),
    ),
  );
}

function scribble(random: Random, [x1, y1, x2, y2]: Extent, count: number): Point[][] {
  return Array.from({ length: count }, (_, index) => {
    const left = x1 + ((x2 - x1) / count) * index;
    const right = left + (x2 - x1) / count;
    return Array.from({ length: 5 }, (): Point => [random.between(left, right), random.between(y1, y2)]);
  });
}
