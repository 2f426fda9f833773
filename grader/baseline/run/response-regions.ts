import type { WholeBox } from './geometry.ts';

type Notation = 'qwen' | 'internvl' | 'json';

/** One region in the model's coordinates (InternVL: thousandths of the image). */
export interface ResponseRegion {
  text: string;
  box: WholeBox;
  notation: Notation;
}

export type RegionFailure = 'broken_region' | 'reversed_box';

interface Marks {
  notation: Notation;
  textStart: string;
  textEnd: string;
  boxStart: string;
  boxEnd: string;
}

const marked: readonly Marks[] = [
  {
    notation: 'qwen',
    textStart: '<|object_ref_start|>',
    textEnd: '<|object_ref_end|>',
    boxStart: '<|box_start|>',
    boxEnd: '<|box_end|>',
  },
  { notation: 'internvl', textStart: '<ref>', textEnd: '</ref>', boxStart: '<box>', boxEnd: '</box>' },
];
const allMarks = marked.flatMap(({ textStart, textEnd, boxStart, boxEnd }) => [textStart, textEnd, boxStart, boxEnd]);
const blanks = ' \t\r\n';
const maxJsonDepth = 8;
const maxCoordinate = 1_000_000;

type Keep = (text: string, box: WholeBox | null, notation: Notation) => void;

/** The regions of the reasoning, in order. What is wrong with those that are left out is added to `failures`. */
export function readRegions(think: string, failures: Set<RegionFailure>): ResponseRegion[] {
  const regions: ResponseRegion[] = [];
  const keep: Keep = (text, box, notation) => {
    if (box === null || text === '') failures.add('broken_region');
    else if (box[0] >= box[2] || box[1] >= box[3]) failures.add('reversed_box');
    else regions.push({ text, box, notation });
  };
  let at = 0;
  while (true) {
    const next = nextMark(think, at);
    if (!next) return regions;
    if (next.mark === '{') {
      at = jsonRegion(think, next.start, keep);
      continue;
    }
    const marks = marked.find(({ textStart }) => textStart === next.mark);
    const region = marks && markedRegion(think, next.start, marks);
    if (marks && region) keep(region.text, region.box, marks.notation);
    else failures.add('broken_region');
    at = region ? region.end : next.start + next.mark.length;
  }
}

/** The first mark or brace from `at` on. */
function nextMark(think: string, at: number): { start: number; mark: string } | null {
  let next: { start: number; mark: string } | null = null;
  for (const mark of [...allMarks, '{']) {
    const start = think.indexOf(mark, at);
    if (start >= 0 && (!next || start < next.start)) next = { start, mark };
  }
  return next;
}

/** Text, box and end of a region that begins at `start`; null when its marks are not complete. */
function markedRegion(think: string, start: number, { textStart, textEnd, boxStart, boxEnd }: Marks) {
  const closed = think.indexOf(textEnd, start);
  if (closed < 0) return null;
  const text = think.slice(start + textStart.length, closed);
  const at = skipBlanks(think, closed + textEnd.length);
  if (!think.startsWith(boxStart, at) || allMarks.some((mark) => text.includes(mark))) return null;
  const end = think.indexOf(boxEnd, at);
  if (end < 0) return null;
  return { text: trimBlanks(text), box: readNumbers(think.slice(at + boxStart.length, end)), end: end + boxEnd.length };
}

/** `[x1,y1,x2,y2]`, `[[x1,y1,x2,y2]]` or `(x1,y1),(x2,y2)` as four whole numbers; null for anything else. */
function readNumbers(text: string): WholeBox | null {
  const packed = text.replace(/[ \t\r\n]/g, '');
  const number = '(-?[0-9]{1,6})';
  const list = `${number},${number},${number},${number}`;
  const pair = `\\(${number},${number}\\)`;
  const found = [`\\[${list}\\]`, `\\[\\[${list}\\]\\]`, `${pair},${pair}`]
    .map((pattern) => new RegExp(`^${pattern}$`).exec(packed))
    .find((match) => match !== null);
  if (!found) return null;
  const [x1, y1, x2, y2] = found.slice(1).map((digits) => Number(digits) + 0);
  return [x1!, y1!, x2!, y2!];
}

/** Reads the JSON object at `start`, where one begins there; returns where to go on. */
function jsonRegion(think: string, start: number, keep: Keep): number {
  if (!think.startsWith('"', skipBlanks(think, start + 1))) return start + 1; // a brace in prose
  const end = jsonEnd(think, start);
  if (end === null) {
    keep('', null, 'json');
    return start + 1;
  }
  const value = parseObject(think.slice(start, end));
  const text = value.has('text') ? value.get('text') : value.get('label');
  keep(typeof text === 'string' ? trimBlanks(text) : '', wholeBox(value.get('bbox_2d')), 'json');
  return end;
}

/** Where the object that opens at `start` closes; null when it does not, or is nested too deep. */
function jsonEnd(think: string, start: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < think.length; at++) {
    const c = think[at]!;
    if (quoted) {
      if (c === '\\') at++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '{' || c === '[') {
      if (++depth > maxJsonDepth) return null;
    } else if ((c === '}' || c === ']') && --depth === 0) return at + 1;
  }
  return null;
}

/** The members of a JSON object; none when it is not JSON. */
function parseObject(text: string): Map<string, unknown> {
  try {
    return new Map(Object.entries(JSON.parse(text)));
  } catch {
    return new Map();
  }
}

function wholeBox(value: unknown): WholeBox | null {
  if (!Array.isArray(value) || value.length !== 4 || !value.every(isWholeNumber)) return null;
  const [x1, y1, x2, y2] = value.map((n) => n + 0);
  return [x1!, y1!, x2!, y2!];
}

function isWholeNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < maxCoordinate;
}

function skipBlanks(text: string, at: number): number {
  let next = at;
  while (next < text.length && blanks.includes(text[next]!)) next++;
  return next;
}

/** Blanks are space, tab and line ends; no other white space, so that both languages agree. */
export function trimBlanks(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}
