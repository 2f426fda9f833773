import type { Box, PredictedRegion } from './format.ts';
import { limits } from './limits.ts';
import { type Fields, isFields, kindOf, type Note, noteMissingOrWrong, refuseUnknown, show } from './line-notes.ts';
import { regionFields } from './prediction-fields.ts';

/** Gets the box of region number `region` when it is four finite numbers, whatever else is wrong with it. */
export type OnBox = (region: number, box: Box) => void;

/**
 * Checks the list of regions of a line; where something is wrong it is noted, and what is returned is not to be used.
 *
 * @example
 * const seen = [];
 * const note = (code, path) => seen.push([code, path]);
 * checkRegions([{ box: [0, 0, 4, 2], text: 'six fingers' }], () => {}, note)
 * // → [{ box: [0, 0, 4, 2], text: 'six fingers' }]
 * checkRegions([{ box: [4, 2, 0, 0], text: '' }], () => {}, note).length // → 1
 * seen // → [['box_inverted', 'regions[0].box'], ['bad_text', 'regions[0].text']]
 */
export function checkRegions(regions: unknown, onBox: OnBox, note: Note): PredictedRegion[] {
  if (!Array.isArray(regions)) {
    note('wrong_type', 'regions', `Found ${kindOf(regions)}, expected a list of {"box": …, "text": …}.`);
    return [];
  }
  if (regions.length > limits.regionsPerImage) {
    const message = `Found ${regions.length} regions, at most ${limits.regionsPerImage} are allowed. Keep the best; none is cut off for you.`;
    note('too_many_regions', 'regions', message);
    return [];
  }
  return regions.map((region: unknown, index) => checkRegion(region, index, { onBox, note }));
}

/** Stands where a box is wrong. */
const anyBox: Box = [0, 0, 1, 1];

function checkRegion(region: unknown, index: number, { onBox, note }: { onBox: OnBox; note: Note }): PredictedRegion {
  const path = `regions[${index}]`;
  if (!isFields(region)) {
    note('wrong_type', path, `Found ${kindOf(region)}, expected {"box": [x1, y1, x2, y2], "text": …}.`);
    return { box: anyBox, text: '' };
  }
  refuseUnknown(region, regionFields, { prefix: `${path}.`, note });
  const box = checkBox(region, `${path}.`, note);
  if (box) onBox(index, box);
  const checked: PredictedRegion = { box: box ?? anyBox, text: checkText(region, `${path}.`, note) };
  if ('score' in region) checked.score = checkRegionScore(region['score'], `${path}.score`, note);
  return checked;
}

function checkBox(region: Fields, prefix: string, note: Note): Box | null {
  if (!('box' in region)) {
    noteMissingOrWrong(region, { key: 'box', expected: '[x1, y1, x2, y2] in pixels' }, { prefix, note });
    return null;
  }
  const given = region['box'];
  if (!isFourNumbers(given)) {
    note('bad_box', `${prefix}box`, `Found ${show(given)}, expected exactly four finite numbers [x1, y1, x2, y2].`);
    return null;
  }
  const [x1, y1, x2, y2] = given;
  if (!(x1 < x2 && y1 < y2)) {
    const message = `Found ${show(given)}, expected x1 < x2 and y1 < y2: corners top-left and bottom-right, in pixels.`;
    note('box_inverted', `${prefix}box`, message);
  }
  return [x1, y1, x2, y2];
}

/**
 * Whether a value is four finite numbers: a box of whatever convention.
 *
 * @example
 * isFourNumbers([0, 0, 4, 2]) // → true
 * isFourNumbers([0, 0, 4, Infinity]) // → false
 */
export function isFourNumbers(value: unknown): value is Box {
  return Array.isArray(value) && value.length === 4 && value.every((each) => Number.isFinite(each));
}

function checkText(region: Fields, prefix: string, note: Note): string {
  const text = region['text'];
  if (typeof text !== 'string') {
    const expected = 'a sentence that says what is wrong there';
    noteMissingOrWrong(region, { key: 'text', expected }, { prefix, note });
    return '';
  }
  const characters = text.length <= limits.textCharacters ? text.length : [...text].length;
  if (text.length === 0 || characters > limits.textCharacters) {
    note('bad_text', `${prefix}text`, `Found ${characters} characters, expected 1 to ${limits.textCharacters}.`);
  } else if (!text.isWellFormed()) {
    const message = 'The text holds half of a surrogate pair, which is no character. Write whole characters.';
    note('bad_text', `${prefix}text`, message);
  }
  return text;
}

function checkRegionScore(score: unknown, path: string, note: Note): number {
  if (typeof score !== 'number')
    note('wrong_type', path, `Found ${kindOf(score)}, expected a number, or leave it out everywhere.`);
  else if (Number.isFinite(score)) return score;
  else note('bad_score', path, `Found ${score}, expected a finite number.`);
  return 0;
}
