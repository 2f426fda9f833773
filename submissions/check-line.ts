import { findDuplicateKey } from './duplicate-keys.ts';
import type { Box, PredictedRegion, Prediction } from './format.ts';
import type { Issue, IssueCode } from './issue.ts';
import { limits } from './limits.ts';
import { type Label, labels, type Tag, tags } from './terms.ts';

/** What one line holds: a prediction when it has no issue; what could be read of it else. */
export interface LineReading {
  imageId: string | null;
  prediction: Prediction | null;
  /** every region's box that is four finite numbers, whatever else is wrong, with its index */
  boxes: { region: number; box: Box }[];
  issues: Issue[];
}

type Fields = Readonly<Record<string, unknown>>;
/** Notes an issue at a path of the line. */
type Note = (code: IssueCode, path: string | null, message: string) => void;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lineFields = ['image_id', 'label', 'score', 'regions', 'tags'];
const regionFields = ['box', 'text', 'score'];

/** Reads one line of a prediction file; null for a blank one. Never throws. The fast twin of `prediction` in format.ts. */
export function readLine(bytes: Uint8Array, line: number): LineReading | null {
  const reading: LineReading = { imageId: null, prediction: null, boxes: [], issues: [] };
  const note: Note = (code, path, message) => {
    reading.issues.push({ code, line, imageId: reading.imageId, path, message });
  };
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    note('not_utf8', null, 'The line holds bytes that are not UTF-8. Save the file as UTF-8.');
    return reading;
  }
  if (/^[ \t\r]*$/.test(text)) return null;
  const value = parseObject(text, note);
  if (!value) return reading;
  reading.imageId = typeof value['image_id'] === 'string' ? value['image_id'] : null;
  const duplicate = findDuplicateKey(text);
  if (duplicate !== null)
    note('duplicate_key', duplicate, `The key ${show(duplicate)} stands twice in one object. Keep one.`);
  const prediction = readFields(value, reading, note);
  if (reading.issues.length === 0) reading.prediction = prediction;
  return reading;
}

function parseObject(text: string, note: Note): Fields | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'it is nested too deeply';
    note(
      'invalid_json',
      null,
      `Not JSON: ${reason.slice(0, 200)}. Write one JSON object a line; NaN and Infinity are not JSON.`,
    );
    return null;
  }
  if (isFields(value)) return value;
  note('not_an_object', null, `Found ${kindOf(value)}, expected one object {"image_id": …, "label": …} a line.`);
  return null;
}

function readFields(value: Fields, reading: LineReading, note: Note): Prediction {
  refuseUnknown(value, lineFields, '', note);
  const prediction: Prediction = { image_id: readId(value, note), label: readLabel(value, note) };
  if ('score' in value) prediction.score = readScore(value['score'], note);
  if ('regions' in value) prediction.regions = readRegions(value['regions'], reading, note);
  if ('tags' in value) prediction.tags = readTags(value['tags'], note);
  const explained = [...listed('region', prediction.regions), ...listed('tag', prediction.tags)];
  if (prediction.label === 'real' && explained.length > 0) {
    note(
      'explained_real',
      null,
      `Called real, yet with ${explained.join(' and ')}. A real verdict explains nothing: remove them or call it fake.`,
    );
  }
  return prediction;
}

function listed(name: string, list: readonly unknown[] | undefined): string[] {
  return list && list.length > 0 ? [`${list.length} ${name}${list.length === 1 ? '' : 's'}`] : [];
}

function readId(value: Fields, note: Note): string {
  const id = value['image_id'];
  if (typeof id === 'string') return id;
  missingOrWrong(value, 'image_id', '', 'a string from the manifest', note);
  return '';
}

function readLabel(value: Fields, note: Note): Label {
  const given = value['label'];
  const label = labels.find((each) => each === given);
  if (label) return label;
  if (typeof given === 'string') note('bad_label', 'label', `Found ${show(given)}, expected "real" or "fake".`);
  else missingOrWrong(value, 'label', '', '"real" or "fake"', note);
  return 'fake';
}

function readScore(score: unknown, note: Note): number {
  if (typeof score !== 'number')
    note('wrong_type', 'score', `Found ${kindOf(score)}, expected a number from 0 to 1, or leave it out.`);
  else if (score >= 0 && score <= 1) return score;
  else note('bad_score', 'score', `Found ${score}, expected the probability that the image is fake, from 0 to 1.`);
  return 0;
}

function readRegions(regions: unknown, reading: LineReading, note: Note): PredictedRegion[] {
  if (!Array.isArray(regions)) {
    note('wrong_type', 'regions', `Found ${kindOf(regions)}, expected a list of {"box": …, "text": …}.`);
    return [];
  }
  if (regions.length > limits.regionsPerImage) {
    note(
      'too_many_regions',
      'regions',
      `Found ${regions.length} regions, at most ${limits.regionsPerImage} are allowed. Keep the best; none is cut off for you.`,
    );
    return [];
  }
  return regions.map((region: unknown, index) => readRegion(region, index, reading, note));
}

function readRegion(region: unknown, index: number, reading: LineReading, note: Note): PredictedRegion {
  const path = `regions[${index}]`;
  if (!isFields(region)) {
    note('wrong_type', path, `Found ${kindOf(region)}, expected {"box": [x1, y1, x2, y2], "text": …}.`);
    return { box: [0, 0, 1, 1], text: '' };
  }
  refuseUnknown(region, regionFields, `${path}.`, note);
  const box = readBox(region, `${path}.`, note);
  if (box) reading.boxes.push({ region: index, box });
  const read: PredictedRegion = { box: box ?? [0, 0, 1, 1], text: readText(region, `${path}.`, note) };
  if ('score' in region) read.score = readRegionScore(region['score'], `${path}.score`, note);
  return read;
}

function readBox(region: Fields, path: string, note: Note): Box | null {
  if (!('box' in region)) {
    missingOrWrong(region, 'box', path, '[x1, y1, x2, y2] in pixels', note);
    return null;
  }
  const given = region['box'];
  if (!Array.isArray(given) || given.length !== 4 || !given.every((each) => Number.isFinite(each))) {
    note('bad_box', `${path}box`, `Found ${show(given)}, expected exactly four finite numbers [x1, y1, x2, y2].`);
    return null;
  }
  const [x1, y1, x2, y2] = given.map(Number) as Box;
  if (!(x1 < x2 && y1 < y2)) {
    note(
      'box_inverted',
      `${path}box`,
      `Found ${show(given)}, expected x1 < x2 and y1 < y2: corners top-left and bottom-right, in pixels.`,
    );
  }
  return [x1, y1, x2, y2];
}

function readText(region: Fields, path: string, note: Note): string {
  const text = region['text'];
  if (typeof text !== 'string') {
    missingOrWrong(region, 'text', path, 'a sentence that says what is wrong there', note);
    return '';
  }
  const characters = text.length <= limits.textCharacters ? text.length : [...text].length;
  if (text.length === 0 || characters > limits.textCharacters) {
    note('bad_text', `${path}text`, `Found ${characters} characters, expected 1 to ${limits.textCharacters}.`);
  } else if (!text.isWellFormed()) {
    note(
      'bad_text',
      `${path}text`,
      'The text holds half of a surrogate pair, which is no character. Write whole characters.',
    );
  }
  return text;
}

function readRegionScore(score: unknown, path: string, note: Note): number {
  if (typeof score !== 'number')
    note('wrong_type', path, `Found ${kindOf(score)}, expected a number, or leave it out everywhere.`);
  else if (Number.isFinite(score)) return score;
  else note('bad_score', path, `Found ${score}, expected a finite number.`);
  return 0;
}

function readTags(given: unknown, note: Note): Tag[] {
  if (!Array.isArray(given)) {
    note('wrong_type', 'tags', `Found ${kindOf(given)}, expected a list of tags.`);
    return [];
  }
  const read: Tag[] = [];
  for (const [index, each] of given.entries()) {
    const path = `tags[${index}]`;
    const tag = tags.find((known) => known === each);
    if (typeof each !== 'string') note('wrong_type', path, `Found ${kindOf(each)}, expected a tag as a string.`);
    else if (!tag) note('unknown_tag', path, `Found ${show(each)}, expected one of ${tags.join(', ')}.`);
    else if (read.includes(tag)) note('duplicate_tag', path, `The tag ${show(each)} stands twice. Keep one.`);
    else read.push(tag);
  }
  return read;
}

function refuseUnknown(value: Fields, known: readonly string[], path: string, note: Note): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) {
      note(
        'unknown_field',
        `${path}${key}`,
        `The field ${show(key)} is not known here; expected ${known.join(', ')}. Remove or rename it.`,
      );
    }
  }
}

function missingOrWrong(value: Fields, key: string, path: string, expected: string, note: Note): void {
  if (!Object.hasOwn(value, key))
    note('missing_field', `${path}${key}`, `The field "${key}" is missing; expected ${expected}.`);
  else note('wrong_type', `${path}${key}`, `Found ${kindOf(value[key])}, expected ${expected}.`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `the ${typeof value} ${show(value)}`;
}

/** A value as a reader of the message recognises it, never longer than a line. */
function show(value: unknown): string {
  try {
    const text = JSON.stringify(value, (_key, part) =>
      Number.isFinite(part) || typeof part !== 'number' ? part : `${part}`,
    );
    return text.length > 80 ? `${text.slice(0, 77)}…` : text;
  } catch {
    return 'a deeply nested value'; // JSON.stringify recurses, JSON.parse does not
  }
}
