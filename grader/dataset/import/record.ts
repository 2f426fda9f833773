import { z } from 'zod';
import { type Box, label, type TruthRegion, truth } from '#submissions/format.ts';
import { assistantAnswer, swiftObjects, swiftRecord } from '#submissions/swift-record.ts';
import type { Family, Label, Source, Tag } from '#submissions/terms.ts';
import { readTags } from './tags.ts';

/** One line of annotations; null where it leaves something out. */
export interface AnnotationRecord {
  /** a path as written there, or an image id */
  image: string;
  label: Label;
  regions: TruthRegion[];
  tags: Tag[];
  generator: string | null;
  family: Family | null;
  source: Source | null;
  /** the size in pixels that the boxes refer to, where the record has it */
  size: readonly [width: number, height: number] | null;
  /** boxes in shares of the image instead of pixels */
  boxesAreShares: boolean;
}

const annotation = swiftRecord.extend({
  objects: swiftObjects.extend({ bbox_type: z.enum(['real', 'norm1']).default('real') }).nullish(),
});

/** One line as a truth line or an ms-swift record. @throws an Error whose message is the reason it cannot be used */
export function readRecord(text: string): AnnotationRecord {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('Not a JSON object.');
  return 'messages' in value || 'images' in value ? fromSwift(value) : fromTruth(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error('Not JSON.', { cause });
  }
}

function fromTruth(value: object): AnnotationRecord {
  const parsed = truth.safeParse(value);
  if (!parsed.success) throw new Error(`Not a truth line: ${reasonOf(parsed.error)}`);
  const { image_id: image, source, width, height } = parsed.data;
  const common = { image, source, size: [width, height] as const, boxesAreShares: false };
  if (parsed.data.label === 'real')
    return { ...common, label: 'real', regions: [], tags: [], generator: null, family: null };
  const { regions, tags, generator, family } = parsed.data;
  return { ...common, label: 'fake', regions, tags, generator, family };
}

function fromSwift(value: object): AnnotationRecord {
  const parsed = annotation.safeParse(value);
  if (!parsed.success) throw new Error(`Not an ms-swift record: ${reasonOf(parsed.error)}`);
  const { messages, images, objects } = parsed.data;
  const [image, ...more] = images;
  if (image === undefined || more.length > 0)
    throw new Error(`${images.length} images in one record; exactly one is expected.`);
  const { ref, bbox, bbox_type } = objects ?? { ref: [], bbox: [], bbox_type: 'real' as const };
  if (ref.length !== bbox.length) throw new Error(`${ref.length} texts, but ${bbox.length} boxes.`);
  const answer = assistantAnswer(messages);
  const regions = bbox.map((box, i) => ({ box: box satisfies Box, text: ref[i] ?? '' }));
  const found = labelOf(answer, regions.length > 0);
  const tags = readTags(answer);
  if (found === 'real' && tags.length > 0) throw new Error('A real image with tags.');
  const unknown = { generator: null, family: null, source: null, size: null };
  return { image, label: found, regions, tags, ...unknown, boxesAreShares: bbox_type === 'norm1' };
}

/** The verdict of the assistant's message; where it has none, objects mean fake and no objects real. */
function labelOf(answer: string, hasObjects: boolean): Label {
  const verdict = /<verdict>\s*(real|generated|fake)\s*<\/verdict>/i.exec(answer)?.[1]?.toLowerCase();
  const stated = verdict === undefined ? null : label.parse(verdict === 'generated' ? 'fake' : verdict);
  if (stated === 'real' && hasObjects) throw new Error('The verdict is real, but there are objects.');
  return stated ?? (hasObjects ? 'fake' : 'real');
}

function reasonOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'line'}: ${message}`).join('; ');
}
