import type { Random } from '#grader/dataset/seeded-random.ts';
import { between, type Point, type Points, rippled } from './geometry.ts';

/** Letters of our own, as strokes on a grid 4 wide and 6 high: no font of the machine takes part. `|` lifts the pen. */
// biome-ignore format: a table of letters
const strokes: Record<string, string> = {
  A: '06 20 46|14 34', B: '06 00 30 41 42 33 03|33 44 45 36 06', C: '41 30 10 01 05 16 36 45', D: '06 00 20 42 44 26 06',
  E: '40 00 06 46|03 33', F: '40 00 06|03 33', G: '41 30 10 01 05 16 36 45 43 23', H: '00 06|40 46|03 43', I: '20 26',
  J: '40 45 36 16 05', K: '00 06|40 03 46', L: '00 06 46', M: '06 00 23 40 46', N: '06 00 46 40',
  O: '10 30 41 45 36 16 05 01 10', P: '06 00 30 41 42 33 03', Q: '10 30 41 45 36 16 05 01 10|24 46',
  R: '06 00 30 41 42 33 03|23 46', S: '41 30 10 01 02 13 33 44 45 36 16 05', T: '00 40|20 26', U: '00 05 16 36 45 40',
  V: '00 26 40', W: '00 16 23 36 40', X: '00 46|40 06', Y: '00 23 40|23 26', Z: '00 40 06 46',
  0: '10 30 41 45 36 16 05 01 10', 1: '11 20 26', 2: '01 10 30 41 42 06 46', 3: '01 10 30 41 42 33 23|33 44 45 36 16 05',
  4: '36 30 04 44', 5: '40 00 03 33 44 45 36 06', 6: '40 10 02 05 16 36 45 44 33 03', 7: '00 40 16',
  8: '13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33', 9: '43 13 02 01 10 30 41 44 26 06', ':': '22 22|24 24', '.': '26 26', '-': '13 33',
};

const advance = 5.6;

export interface Place {
  /** the middle of the line of writing */
  center: Point;
  /** of a capital letter */
  height: number;
}

/** The strokes of a line of capital letters, digits and `:.-`; other characters leave a blank. */
export function writing(text: string, { center, height }: Place): Points[] {
  const unit = height / 6;
  const left = center[0] - ((text.length * advance - (advance - 4)) * unit) / 2;
  const top = center[1] - height / 2;
  return [...text.toUpperCase()].flatMap((character, i) =>
    parse(strokes[character]).map((line) =>
      line.map(([x, y]): Point => [left + (i * advance + x) * unit, top + y * unit]),
    ),
  );
}

function parse(glyph: string | undefined): Points[] {
  if (glyph === undefined) return [];
  return glyph.split('|').map((line) => line.split(' ').map((at): Point => [Number(at[0]), Number(at[1])]));
}

/** The same writing as a bad generator makes it: strokes bent, doubled, joined wrongly. */
export function garbled(lines: readonly Points[], random: Random, { height }: Place): Points[] {
  const all = lines.flatMap((line) => (random.chance(0.18) ? [] : [bent(line, random, height)]));
  const extra = all.filter(() => random.chance(0.3)).map((line) => bent(line, random, height * 1.3));
  return rippledAll([...all, ...extra], height, random.between(0, 6));
}

function bent(line: Points, random: Random, height: number): Points {
  const loose = height * 0.16;
  const points = line.map(([x, y]): Point => [x + random.normal(0, loose), y + random.normal(0, loose * 0.8)]);
  return points.flatMap((point, i) => [point, between(point, points[i + 1] ?? point, 0.5)]);
}

function rippledAll(lines: readonly Points[], height: number, phase: number): Points[] {
  return lines.map((line) => rippled(line, height * 0.1, [height * 1.6, phase]));
}
