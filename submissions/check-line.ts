import { checkRegions } from './check-region.ts';
import { findDuplicateKey } from './duplicate-keys.ts';
import type { Box, Prediction } from './format.ts';
import type { Issue } from './issue.ts';
import { type Fields, isFields, kindOf, type Note, noteMissingOrWrong, refuseUnknown, show } from './line-notes.ts';
import { lineFields } from './prediction-fields.ts';
import { type Label, labels, type Tag, tags } from './terms.ts';

/** One line of a prediction file: the prediction when it has no issue, else what could be read of it. */
export interface CheckedLine {
  imageId: string | null;
  prediction: Prediction | null;
  /** every region's box that is four finite numbers, whatever else is wrong, with its index */
  boxes: { region: number; box: Box }[];
  issues: Issue[];
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Checks one line of a prediction file, given as UTF-8 without its line end, by every rule that needs no other line and
 * no manifest; null for a blank line. Never throws. Accepts exactly what the schema `prediction` accepts and
 * `explained_real` allows, faster and with a sentence for each issue. `line` is the 1-based number for the issues.
 *
 * @example
 * const bytes = (text) => new TextEncoder().encode(text);
 * checkLine(bytes('{"image_id": "a", "label": "real"}'), 1).prediction // → { image_id: 'a', label: 'real' }
 * checkLine(bytes('{"image_id": "a", "label": "maybe"}'), 7).issues.map(({ code, line, path }) => [code, line, path])
 * // → [['bad_label', 7, 'label']]
 * checkLine(bytes(' '), 1) // → null
 */
export function checkLine(bytes: Uint8Array, line: number): CheckedLine | null {
  const checked: CheckedLine = { imageId: null, prediction: null, boxes: [], issues: [] };
  const note: Note = (code, path, message) => {
    checked.issues.push({ code, line, imageId: checked.imageId, path, message });
  };
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    note('not_utf8', null, 'The line holds bytes that are not UTF-8. Save the file as UTF-8.');
    return checked;
  }
  if (/^[ \t\r]*$/.test(text)) return null;
  const value = parseObject(text, note);
  if (!value) return checked;
  checked.imageId = typeof value['image_id'] === 'string' ? value['image_id'] : null;
  const duplicate = findDuplicateKey(text);
  if (duplicate !== null)
    note('duplicate_key', duplicate, `The key ${show(duplicate)} stands twice in one object. Keep one.`);
  const prediction = checkFields(value, checked, note);
  if (checked.issues.length === 0) checked.prediction = prediction;
  return checked;
}

function parseObject(text: string, note: Note): Fields | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'it is nested too deeply';
    const message = `Not JSON: ${reason.slice(0, 200)}. Write one JSON object a line; NaN and Infinity are not JSON.`;
    note('invalid_json', null, message);
    return null;
  }
  if (isFields(value)) return value;
  note('not_an_object', null, `Found ${kindOf(value)}, expected one object {"image_id": …, "label": …} a line.`);
  return null;
}

function checkFields(value: Fields, { boxes }: CheckedLine, note: Note): Prediction {
  refuseUnknown(value, lineFields, { prefix: '', note });
  const prediction: Prediction = { image_id: checkId(value, note), label: checkLabel(value, note) };
  if ('score' in value) prediction.score = checkScore(value['score'], note);
  if ('regions' in value) {
    prediction.regions = checkRegions(value['regions'], (region, box) => boxes.push({ region, box }), note);
  }
  if ('tags' in value) prediction.tags = checkTags(value['tags'], note);
  const explained = [...counted('region', prediction.regions), ...counted('tag', prediction.tags)];
  if (prediction.label === 'real' && explained.length > 0) {
    const message = `Called real, yet with ${explained.join(' and ')}. A real verdict explains nothing: remove them or call it fake.`;
    note('explained_real', null, message);
  }
  return prediction;
}

/** `['2 regions']`; nothing for an empty list or none. */
function counted(name: string, list: readonly unknown[] | undefined): string[] {
  return list && list.length > 0 ? [`${list.length} ${name}${list.length === 1 ? '' : 's'}`] : [];
}

function checkId(value: Fields, note: Note): string {
  const id = value['image_id'];
  if (typeof id === 'string') return id;
  noteMissingOrWrong(value, { key: 'image_id', expected: 'a string from the manifest' }, { prefix: '', note });
  return '';
}

function checkLabel(value: Fields, note: Note): Label {
  const given = value['label'];
  const label = labels.find((each) => each === given);
  if (label) return label;
  if (typeof given === 'string') note('bad_label', 'label', `Found ${show(given)}, expected "real" or "fake".`);
  else noteMissingOrWrong(value, { key: 'label', expected: '"real" or "fake"' }, { prefix: '', note });
  return 'fake';
}

function checkScore(score: unknown, note: Note): number {
  if (typeof score !== 'number')
    note('wrong_type', 'score', `Found ${kindOf(score)}, expected a number from 0 to 1, or leave it out.`);
  else if (score >= 0 && score <= 1) return score;
  else note('bad_score', 'score', `Found ${score}, expected the probability that the image is fake, from 0 to 1.`);
  return 0;
}

function checkTags(given: unknown, note: Note): Tag[] {
  if (!Array.isArray(given)) {
    note('wrong_type', 'tags', `Found ${kindOf(given)}, expected a list of tags.`);
    return [];
  }
  const known: Tag[] = [];
  for (const [index, each] of given.entries()) {
    const path = `tags[${index}]`;
    const tag = tags.find((name) => name === each);
    if (typeof each !== 'string') note('wrong_type', path, `Found ${kindOf(each)}, expected a tag as a string.`);
    else if (!tag) note('unknown_tag', path, `Found ${show(each)}, expected one of ${tags.join(', ')}.`);
    else if (known.includes(tag)) note('duplicate_tag', path, `The tag ${show(each)} stands twice. Keep one.`);
    else known.push(tag);
  }
  return known;
}
