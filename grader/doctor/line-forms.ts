import { labelOfVerdict, parseResponse } from '#grader/baseline/run/response.ts';
import { type Fields, isFields } from '#submissions/line-notes.ts';
import { assistantAnswer, swiftRecord } from '#submissions/swift-record.ts';
import { readLabel } from './labels.ts';

/** In what form a line came. */
type LineForm = 'prediction' | 'a raw answer' | 'an ms-swift record';

/** One line as a prediction whose id and boxes may still be of another convention. */
export interface RecognisedLine {
  form: LineForm;
  /** what names the image: an id, a file name, a path */
  written: string;
  /** the fields of the prediction without `image_id`; of a prediction line as they were, right or wrong */
  fields: Fields;
  /** boxes in thousandths of the image (InternVL), whatever the rest of the file does */
  thousandths: boolean;
  /** what is to be changed, as predicates */
  changes: string[];
}

/** A line that no program can repair; the message is a sentence with the reason. */
export class UnrepairableLine extends Error {
  override readonly name = 'UnrepairableLine';
}

const oneImage = swiftRecord.extend({ images: swiftRecord.shape.images.length(1) });
/** Names of the field that names the image, the right one first. */
export const idNames = ['image_id', 'id', 'image', 'file', 'file_name', 'filename', 'path'] as const;
const answerNames = ['answer', 'response', 'output', 'prediction', 'text', 'completion'] as const;

/** The form of a JSON value and the prediction in it. @throws {UnrepairableLine} */
export function recogniseLine(value: unknown): RecognisedLine {
  if (!isFields(value)) throw new UnrepairableLine('It is not a JSON object.');
  const fields = new Map(Object.entries(value));
  if (fields.has('messages')) return fromSwift(value);
  const idName = idNames.find((name) => typeof fields.get(name) === 'string');
  if (!idName) throw new UnrepairableLine('It does not say which image it is about (`image_id`).');
  const image = String(fields.get(idName));
  const changes = idName === 'image_id' ? [] : [`call the id \`${idName}\``];
  const answerName = answerNames.find((name) => typeof fields.get(name) === 'string');
  if (!fields.has('label') && answerName) {
    const { thousandths, ...answer } = readAnswer(String(fields.get(answerName)));
    return { form: 'a raw answer', written: image, fields: answer, thousandths, changes };
  }
  fields.delete(idName);
  return fromPrediction(image, fields, changes);
}

/** The rest of a prediction line is taken as it is; only a label in another spelling is corrected. */
function fromPrediction(image: string, fields: Map<string, unknown>, changes: string[]): RecognisedLine {
  const written = fields.get('label');
  const label = readLabel(written);
  if (label !== null && label !== written) {
    const explains = ['regions', 'tags'].some((name) => isFilledList(fields.get(name)));
    if (label === 'real' && explains)
      throw new UnrepairableLine(
        `It says ${show(written)}, which reads as real, and yet explains a fake: which is it?`,
      );
    fields.set('label', label);
    changes.push(`say ${show(written)} where the label is ${label}`);
  }
  return { form: 'prediction', written: image, fields: Object.fromEntries(fields), thousandths: false, changes };
}

function isFilledList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function show(label: unknown): string {
  return typeof label === 'string' ? `\`${label}\`` : `the ${typeof label} \`${label}\``;
}

/** The fields of the prediction in a model's answer. */
function readAnswer(answer: string) {
  const { verdict, regions, tags } = parseResponse(answer);
  if (verdict === null) throw new UnrepairableLine('Its raw answer has no verdict: decide for it yourself.');
  const thousandths = regions.some(({ notation }) => notation === 'internvl');
  const label = labelOfVerdict[verdict];
  if (label === 'real') return { label, thousandths };
  return { label, regions: regions.map(({ text, box: at }) => ({ box: [...at], text })), tags, thousandths };
}

function fromSwift(value: Fields): RecognisedLine {
  const { success, data } = oneImage.safeParse(value);
  if (!success) throw new UnrepairableLine('It has `messages`, but is not an ms-swift record with one image.');
  const { thousandths, ...answer } = readAnswer(assistantAnswer(data.messages));
  const [image = ''] = data.images;
  const { ref, bbox } = data.objects ?? { ref: [], bbox: [] };
  const stated = bbox.map((each, i) => ({ box: each, text: ref[i] ?? '' }));
  const regions = answer.regions?.length ? answer.regions : stated;
  const fields = answer.label === 'fake' ? { ...answer, regions } : answer;
  return { form: 'an ms-swift record', written: image, fields, thousandths, changes: [] };
}
