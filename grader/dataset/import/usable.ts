import sharp from 'sharp';
import { problemOfBox } from '#grader/dataset/check/annotations.ts';
import { type Box, type Truth, truth } from '#submissions/format.ts';
import { limits } from '#submissions/limits.ts';
import type { FindOrigin } from './origins.ts';
import type { AnnotationRecord } from './record.ts';

/** Width and height. @throws when the bytes are no image */
export async function measureImage(bytes: Uint8Array): Promise<readonly [number, number]> {
  const { width, height } = await sharp(bytes, { failOn: 'error' })
    .metadata()
    .catch((cause: unknown) => {
      throw new Error('The image cannot be decoded.', { cause });
    });
  return [width, height];
}

interface ImageFile {
  size: readonly [number, number];
  file: string;
  findOrigin: FindOrigin;
}

/** The truth line of a record, its file as id. @throws an Error with the reason it cannot be used */
export function truthOf(record: AnnotationRecord, { size, file, findOrigin }: ImageFile): Truth {
  const [width, height] = size;
  if (record.size && (record.size[0] !== width || record.size[1] !== height)) {
    throw new Error(`The record says ${record.size.join('×')}, the image is ${width}×${height}.`);
  }
  const origin = findOrigin(file);
  const source = record.source ?? origin?.source;
  if (!source)
    throw new Error(
      'The source (imagenet or coco) is not known: neither the record nor the table of generators says it.',
    );
  const common = { image_id: file, source, width, height };
  if (record.label === 'real') {
    if (origin?.generator) throw new Error(`Annotated as real, but the table of generators names ${origin.generator}.`);
    return { ...common, label: 'real' };
  }
  const generator = record.generator ?? origin?.generator;
  const family = record.family ?? origin?.family;
  if (!generator || !family)
    throw new Error('The generator of this fake is not known: neither the record nor the table of generators says it.');
  const regions = record.regions.map(({ box, text }) => ({
    box: boxInImage(box, size, record.boxesAreShares),
    text: usableText(text),
  }));
  return truth.parse({ ...common, label: 'fake', family, generator, regions, tags: record.tags });
}

function usableText(text: string): string {
  if (text.trim() === '' || [...text].length > limits.textCharacters)
    throw new Error(`A text of ${[...text].length} characters; 1 to ${limits.textCharacters} are allowed.`);
  return text;
}

/** The box in pixels, clipped where it sticks out by at most a pixel. @throws when it is no box of the image */
function boxInImage(box: Box, [width, height]: readonly [number, number], isShares: boolean): Box {
  const [x1, y1, x2, y2] = isShares ? [box[0] * width, box[1] * height, box[2] * width, box[3] * height] : box;
  const clip = (value: number, size: number) => {
    if (value < 0 && value >= -limits.outsidePixels) return 0;
    return value > size && value <= size + limits.outsidePixels ? size : value;
  };
  const clipped: Box = [clip(x1, width), clip(y1, height), clip(x2, width), clip(y2, height)];
  const problem = problemOfBox(clipped, [width, height]);
  if (problem?.[0] === 'bad_box') throw new Error(`The box [${box.join(', ')}] is ${problem[1]}`);
  return clipped;
}
