import { z } from 'zod';
import { labelOfVerdict, parseResponse } from '#grader/baseline/run/response.ts';
import type { Prediction } from '#submissions/format.ts';
import { readLabel } from './labels.ts';

/** In what form a line came. */
export const lineForms = ['prediction', 'a raw answer', 'an ms-swift record'] as const;
export type LineForm = (typeof lineForms)[number];

/** One line as a prediction whose id and boxes may still be of another convention. */
export interface ReadLine {
  form: LineForm;
  /** what it says of which image it is about: an id, a file name, a path */
  written: string;
  prediction: Omit<Prediction, 'image_id'>;
  /** boxes in thousandths of the image (InternVL), whatever the rest of the file does */
  thousandths: boolean;
  /** what is to be changed, as predicates */
  changes: string[];
}

const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const swift = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  images: z.array(z.union([z.string(), z.object({ path: z.string() }).transform(({ path }) => path)])).length(1),
  objects: z.object({ ref: z.array(z.string()).default([]), bbox: z.array(box).default([]) }).nullish(),
});
const idNames = ['image_id', 'id', 'image', 'file', 'file_name', 'filename', 'path'] as const;
const answerNames = ['answer', 'response', 'output', 'prediction', 'text', 'completion'] as const;

/** @throws an Error whose message says why the line cannot be mended by a program */
export function readLine(value: unknown): ReadLine {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('It is not a JSON object.');
  const fields = new Map(Object.entries(value));
  if (fields.has('messages')) return fromSwift(value);
  const idName = idNames.find((name) => typeof fields.get(name) === 'string');
  if (!idName) throw new Error('It does not say which image it is about (`image_id`).');
  const image = String(fields.get(idName));
  const changes = idName === 'image_id' ? [] : [`call the id \`${idName}\``];
  const answerName = answerNames.find((name) => typeof fields.get(name) === 'string');
  if (!fields.has('label') && answerName) return fromAnswer(image, String(fields.get(answerName)), changes);
  fields.delete(idName);
  return fromPrediction(image, fields, changes);
}

/** The rest of a prediction line is taken as it is; only a label in another spelling is put right. */
function fromPrediction(image: string, fields: Map<string, unknown>, changes: string[]): ReadLine {
  const written = fields.get('label');
  const label = readLabel(written);
  if (label !== null && label !== written) {
    const explains = ['regions', 'tags'].some((name) => isFilledList(fields.get(name)));
    if (label === 'real' && explains)
      throw new Error(`It says ${show(written)}, which reads as real, and yet explains a fake: which is it?`);
    fields.set('label', label);
    changes.push(`say ${show(written)} where the label is ${label}`);
  }
  const prediction = Object.fromEntries(fields) as Omit<Prediction, 'image_id'>;
  return { form: 'prediction', written: image, prediction, thousandths: false, changes };
}

function isFilledList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function show(label: unknown): string {
  return typeof label === 'string' ? `\`${label}\`` : `the ${typeof label} \`${label}\``;
}

function fromAnswer(image: string, answer: string, changes: string[]): ReadLine {
  const { verdict, regions, tags } = parseResponse(answer);
  if (verdict === null) throw new Error('Its raw answer has no verdict: decide for it yourself.');
  const thousandths = regions.some(({ notation }) => notation === 'internvl');
  const label = labelOfVerdict[verdict];
  const explained =
    label === 'fake' ? { regions: regions.map(({ text, box: at }) => ({ box: [...at], text })), tags } : {};
  const prediction = { label, ...explained } as Omit<Prediction, 'image_id'>;
  return { form: 'a raw answer', written: image, prediction, thousandths, changes };
}

function fromSwift(value: object): ReadLine {
  const { success, data } = swift.safeParse(value);
  if (!success) throw new Error('It has `messages`, but is not an ms-swift record with one image.');
  const answer = data.messages.findLast(({ role }) => role === 'assistant')?.content ?? '';
  const [image = ''] = data.images;
  const read = fromAnswer(image, answer, []);
  const { ref, bbox } = data.objects ?? { ref: [], bbox: [] };
  const stated = bbox.map((each, i) => ({ box: each, text: ref[i] ?? '' }));
  const regions = read.prediction.regions?.length ? read.prediction.regions : stated;
  const prediction = read.prediction.label === 'fake' ? { ...read.prediction, regions } : read.prediction;
  return { ...read, form: 'an ms-swift record', prediction };
}
