import type { Box, Prediction, Truth } from '#submissions/format.ts';
import { type Family, type Tag, tags } from '#submissions/terms.ts';
import type { PredictionColumns, TruthColumns } from './metrics/columns.ts';
import { hashText } from './metrics/random.ts';
import { tokenise } from './metrics/text.ts';

/** The annotations of a split, packed once: columns for the arithmetic, and the names to come back from them. */
export interface TruthPack extends TruthColumns {
  /** in ascending order by code point */
  ids: readonly string[];
  images: ReadonlyMap<string, { width: number; height: number }>;
  /** stratum k + 1 */
  generators: readonly { name: string; family: Family }[];
  vocabulary: ReadonlyMap<string, number>;
}

export type PredictionPack = PredictionColumns;

interface Region {
  box: Box;
  text: string;
  score?: number | undefined;
}

/** Packs annotations; the order of lines, regions and tags leaves no trace. @throws when a generator has two families. */
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
    ids: sorted.map((t) => t.image_id),
    images: new Map(sorted.map((t) => [t.image_id, { width: t.width, height: t.height }])),
    generators,
    vocabulary,
    isFake: Uint8Array.from(sorted, (t) => Number(t.label === 'fake')),
    stratum,
    members: groupByStratum(stratum, generators.length + 1),
    tags: Uint8Array.from(sorted, (t) => (t.label === 'fake' ? tagMask(t.tags) : 0)),
    idHash: Uint32Array.from(sorted, (t) => hashText(t.image_id)),
    ...regions,
    words: vocabulary.size,
  };
}

/**
 * Packs checked predictions, one for every image of the truth; boxes are clipped to the image.
 * @throws when an image is missing, unknown or twice: the checker comes first.
 */
export function packPredictions(truth: TruthPack, predictions: Iterable<Prediction>): PredictionPack {
  const byId = new Map<string, Prediction>();
  let lines = 0;
  for (const prediction of predictions) {
    lines++;
    byId.set(prediction.image_id, prediction);
  }
  const ordered = truth.ids.map((id) => {
    const prediction = byId.get(id);
    if (!prediction) throw new Error(`No prediction for the image ${id}: check the file before packing it.`);
    return prediction;
  });
  if (lines !== truth.n)
    throw new Error(`${lines} predictions for ${truth.n} images: check the file before packing it.`);
  const regions = ordered.map((prediction) => clipRegions(prediction, truth.images.get(prediction.image_id)));
  const hasScores = ordered.every((prediction) => prediction.score !== undefined);
  const packed = packRegions(regions, (word) => truth.vocabulary.get(word) ?? -1);
  return {
    saysFake: Uint8Array.from(ordered, (prediction) => Number(prediction.label === 'fake')),
    scores: hasScores ? Float64Array.from(ordered, (prediction) => prediction.score ?? 0) : null,
    tags: Uint8Array.from(ordered, (prediction) => tagMask(prediction.tags ?? [])),
    ...packed,
    regionFirst: packed.regionStart.slice(0, truth.n),
    regionCount: Uint8Array.from(regions, (list) => list.length),
  };
}

/** By Unicode code point, as Python sorts; JavaScript's own order differs beyond the basic plane. */
export function compareCodePoints(a: string, b: string): number {
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

function groupByStratum(stratum: Uint16Array, strata: number): Int32Array[] {
  const groups: number[][] = Array.from({ length: strata }, () => []);
  for (const [image, each] of stratum.entries()) groups[each]!.push(image);
  return groups.map((group) => Int32Array.from(group));
}

function tagMask(list: readonly Tag[]): number {
  return list.reduce((mask, tag) => mask | (1 << tags.indexOf(tag)), 0);
}

function clipRegions(prediction: Prediction, size: { width: number; height: number } | undefined): Region[] {
  const { width, height } = size ?? { width: 0, height: 0 };
  return (prediction.regions ?? []).map(({ box: [x1, y1, x2, y2], ...rest }) => ({
    ...rest,
    box: [clamp(x1, width), clamp(y1, height), clamp(x2, width), clamp(y2, height)],
  }));
}

function clamp(value: number, size: number): number {
  return Math.min(Math.max(value, 0), size);
}

/** All regions flat, each image's in reading order: by y1, x1, y2, x2, then text by code point, then score. */
function packRegions(perImage: readonly (readonly Region[])[], word: (word: string) => number) {
  const regionStart = new Int32Array(perImage.length + 1);
  for (const [image, regions] of perImage.entries()) regionStart[image + 1] = regionStart[image]! + regions.length;
  const total = regionStart[perImage.length]!;
  const boxes = new Float64Array(4 * total);
  const tokenStart = new Int32Array(total + 1);
  const tokens: number[] = [];
  const scores = new Float64Array(total);
  const fileOrder = new Int32Array(total);
  let scored = 0;
  let at = 0;
  for (const regions of perImage) {
    const inOrder = regions.length > 1 ? [...regions].sort(inReadingOrder) : regions;
    for (const region of inOrder) {
      const { box, text, score } = region;
      fileOrder[at] = regions.indexOf(region);
      boxes.set(box, 4 * at);
      for (const each of tokenise(text)) tokens.push(word(each));
      tokenStart[at + 1] = tokens.length;
      if (score !== undefined) scored++;
      scores[at++] = score ?? 0;
    }
  }
  const regionScores = total > 0 && scored === total ? scores : null;
  return { regionStart, boxes, tokenStart, tokens: Int32Array.from(tokens), fileOrder, regionScores };
}

function inReadingOrder(a: Region, b: Region): number {
  const byBox = a.box[1] - b.box[1] || a.box[0] - b.box[0] || a.box[3] - b.box[3] || a.box[2] - b.box[2];
  return byBox || compareCodePoints(a.text, b.text) || (b.score ?? 0) - (a.score ?? 0);
}
