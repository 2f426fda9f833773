import { z } from 'zod';
import { type Box, label, type TruthRegion, truth } from '#submissions/format.ts';
import type { Family, Label, Source, Tag } from '#submissions/terms.ts';
import { readTags } from './tags.ts';

/** What one line of annotations says; null where it does not say. */
export interface AnnotationRecord {
  /** a path as written there, or an image id */
  image: string;
  label: Label;
  regions: TruthRegion[];
  tags: Tag[];
  generator: string | null;
  family: Family | null;
  source: Source | null;
  /** the size the boxes refer to, where the record says it */
  size: readonly [width: number, height: number] | null;
  /** boxes in shares of the image instead of pixels */
  boxesAreShares: boolean;
}

const swiftImage = z.union([z.string(), z.object({ path: z.string() }).transform(({ path }) => path)]);
const swiftBox = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const swiftRecord = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  images: z.array(swiftImage),
  objects: z
    .object({
      ref: z.array(z.string()).default([]),
      bbox: z.array(swiftBox).default([]),
      bbox_type: z.enum(['real', 'norm1']).default('real'),
    })
    .nullish(),
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
  const parsed = swiftRecord.safeParse(value);
  if (!parsed.success) throw new Error(`Not an ms-swift record: ${reasonOf(parsed.error)}`);
  const { messages, images, objects } = parsed.data;
  const [image, ...more] = images;
  if (image === undefined || more.length > 0)
    throw new Error(`${images.length} images in one record; exactly one is expected.`);
  const { ref, bbox, bbox_type } = objects ?? { ref: [], bbox: [], bbox_type: 'real' as const };
  if (ref.length !== bbox.length) throw new Error(`${ref.length} texts, but ${bbox.length} boxes.`);
  const answer = messages.findLast(({ role }) => role === 'assistant')?.content ?? '';
  const regions = bbox.map((box, i) => ({ box: box satisfies Box, text: ref[i] ?? '' }));
  const found = labelOf(answer, regions.length > 0);
  const tags = readTags(answer);
  if (found === 'real' && tags.length > 0) throw new Error('A real image with tags.');
  const unsaid = { generator: null, family: null, source: null, size: null };
  return { image, label: found, regions, tags, ...unsaid, boxesAreShares: bbox_type === 'norm1' };
}

/** The verdict of the assistant's message; where it has none, objects mean fake and no objects real. */
function labelOf(answer: string, hasObjects: boolean): Label {
  const verdict = /<verdict>\s*(real|generated|fake)\s*<\/verdict>/i.exec(answer)?.[1]?.toLowerCase();
  const said = verdict === undefined ? null : label.parse(verdict === 'generated' ? 'fake' : verdict);
  if (said === 'real' && hasObjects) throw new Error('The verdict is real, but there are objects.');
  return said ?? (hasObjects ? 'fake' : 'real');
}

function reasonOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'line'}: ${message}`).join('; ');
}
