import { findBytes, makeStringTable, type StringTable, stringAt } from '#grader/arrays/string-table.ts';
import type { TruthColumns } from '#grader/metrics/columns.ts';
import { hashText } from '#grader/metrics/random.ts';
import { tokenise } from '#grader/metrics/words.ts';
import type { ImageSize } from '#submissions/box-convention.ts';
import type { Truth, TruthRegion } from '#submissions/format.ts';
import type { Family } from '#submissions/terms.ts';
import { tagMask } from './tag-mask.ts';

/** The annotations of a split, packed once: columns for the arithmetic, and the names of what they number. */
export interface TruthPack extends TruthColumns {
  /** the image ids, numbered in ascending order by code point */
  idTable: StringTable;
  /** how many images are fakes */
  fakes: number;
  /** [n] pixels */
  width: Int32Array;
  height: Int32Array;
  /** stratum k + 1 */
  generators: readonly { name: string; family: Family }[];
  /** the words of the annotations: the tokens */
  wordTable: StringTable;
}

/** Packs annotations; the order of lines, regions and tags makes no difference. @throws when a generator has two families or an id stands twice */
export function packTruth(truths: readonly Truth[]): TruthPack {
  const sorted = [...truths].sort((a, b) => compareCodePoints(a.image_id, b.image_id));
  const generators = listGenerators(sorted);
  const strata = new Map(generators.map(({ name }, index) => [name, index + 1]));
  const vocabulary = new Map<string, number>();
  const intern = (word: string) => {
    const known = vocabulary.get(word);
    if (known !== undefined) return known;
    vocabulary.set(word, vocabulary.size);
    return vocabulary.size - 1;
  };
  const regions = packRegions(
    sorted.map((t) => (t.label === 'fake' ? t.regions : [])),
    intern,
  );
  const stratum = Uint16Array.from(sorted, (t) => (t.label === 'fake' ? (strata.get(t.generator) ?? 0) : 0));
  return {
    n: sorted.length,
    idTable: makeStringTable(sorted.map((t) => t.image_id)),
    width: Int32Array.from(sorted, (t) => t.width),
    height: Int32Array.from(sorted, (t) => t.height),
    generators,
    wordTable: makeStringTable([...vocabulary.keys()]),
    isFake: Uint8Array.from(sorted, (t) => Number(t.label === 'fake')),
    ...placeFakes(sorted),
    stratum,
    members: groupByStratum(stratum, generators.length + 1),
    tags: Uint8Array.from(sorted, (t) => (t.label === 'fake' ? tagMask(t.tags) : 0)),
    idHash: Uint32Array.from(sorted, (t) => hashText(t.image_id)),
    ...regions,
    words: vocabulary.size,
  };
}

/** The sizes of the images in pixels by id. */
export function imageSizes({ idTable, width, height }: TruthPack): Map<string, { width: number; height: number }> {
  const sizes = Array.from(width, (w, image) => ({ width: w, height: height[image]! }));
  return new Map(sizes.map((size, image) => [stringAt(idTable, image), size]));
}

/** The size of the image with an id; undefined when there is none. */
export function sizeOfImage({ idTable, width, height }: TruthPack, id: string): ImageSize | undefined {
  const bytes = encoder.encode(id);
  const image = findBytes(idTable, bytes, { from: 0, to: bytes.length });
  return image < 0 ? undefined : { width: width[image]!, height: height[image]! };
}

const encoder = new TextEncoder();

/** By Unicode code point, as Python sorts; JavaScript's own order differs beyond the basic plane. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;
    return isHigh(x) === isHigh(y) ? x - y : isHigh(x) ? 1 : -1;
  }
  return a.length - b.length;
}

function listGenerators(truths: readonly Truth[]): { name: string; family: Family }[] {
  const families = new Map<string, Family>();
  for (const truth of truths) {
    if (truth.label === 'real') continue;
    const known = families.get(truth.generator);
    if (known && known !== truth.family) {
      throw new Error(
        `The generator ${truth.generator} is of family ${known} and of family ${truth.family}. Give it one.`,
      );
    }
    families.set(truth.generator, truth.family);
  }
  return [...families].map(([name, family]) => ({ name, family })).sort((a, b) => compareCodePoints(a.name, b.name));
}

function placeFakes(truths: readonly Truth[]): Pick<TruthPack, 'fakes' | 'fakePlace'> {
  const fakePlace = new Int32Array(truths.length);
  let fakes = 0;
  for (const [image, { label }] of truths.entries()) if (label === 'fake') fakePlace[image] = fakes++;
  return { fakes, fakePlace };
}

function groupByStratum(stratum: Uint16Array, strata: number): Int32Array[] {
  const groups: number[][] = Array.from({ length: strata }, () => []);
  for (const [image, each] of stratum.entries()) groups[each]!.push(image);
  return groups.map((group) => Int32Array.from(group));
}

/** All regions flat, each image's in reading order: by y1, x1, y2, x2, then text by code point. */
function packRegions(perImage: readonly (readonly TruthRegion[])[], word: (word: string) => number) {
  const regionStart = new Int32Array(perImage.length + 1);
  for (const [image, regions] of perImage.entries()) regionStart[image + 1] = regionStart[image]! + regions.length;
  const total = regionStart[perImage.length]!;
  const boxes = new Float64Array(4 * total); // [4 × regions]
  const tokenStart = new Int32Array(total + 1);
  const tokens: number[] = [];
  let at = 0;
  for (const regions of perImage) {
    const inOrder = regions.length > 1 ? [...regions].sort(inReadingOrder) : regions;
    for (const region of inOrder) {
      const { box, text } = region;
      boxes.set(box, 4 * at);
      for (const each of tokenise(text)) tokens.push(word(each));
      tokenStart[at + 1] = tokens.length;
      at++;
    }
  }
  return { regionStart, boxes, tokenStart, tokens: Int32Array.from(tokens) };
}

function inReadingOrder(a: TruthRegion, b: TruthRegion): number {
  const byBox = a.box[1] - b.box[1] || a.box[0] - b.box[0] || a.box[3] - b.box[3] || a.box[2] - b.box[2];
  return byBox || compareCodePoints(a.text, b.text);
}
