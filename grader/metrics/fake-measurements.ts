import { openPairing } from './assignment.ts';
import { type FakeMeasurements, type LineRegions, measureCount, pairCount, type TruthColumns } from './columns.ts';
import { boxIou, openAreaAccumulator, unionIou } from './rectangles.ts';
import { openTextMatcher } from './text.ts';
import type { Words } from './words.ts';

const pairThresholds = [0.3, 0.5, 0.75] as const;
/** texts count where their boxes have at least this IoU */
const pairThreshold = pairThresholds[0];

/**
 * Measures the regions that a submission has for an image that is a fake with at least one annotated region, and writes
 * the result at its place among the fakes, where there must be zeros before.
 */
export type FakeAccumulator = (image: number, regions: LineRegions) => void;

/**
 * An accumulator that fills `measures: [8 × fakes]` and `pairs: [3 × fakes]` (columns.ts) image by image, in any order.
 * Holds working memory.
 *
 * @example
 * const region = { box: [0, 0, 10, 10], text: 'six fingers' };
 * const fake = { image_id: 'a', label: 'fake', family: 'gan', generator: 'g', source: 'coco', width: 20, height: 20 };
 * const truth = packTruth([{ ...fake, regions: [region], tags: [] }]);
 * const found = { measures: new Float64Array(8), pairs: new Uint8Array(3) };
 * const words = { tokenStart: truth.tokenStart, tokens: truth.tokens };
 * openFakeAccumulator(truth, found)(0, { count: 1, boxes: Float64Array.of(0, 0, 10, 5), ...words });
 * found // → { measures: [0.5, 50, 50, 100, 0.5, 1, 1, 1], pairs: [1, 1, 0] }
 */
export function openFakeAccumulator(truth: TruthColumns, { measures, pairs }: FakeMeasurements): FakeAccumulator {
  const matcher = openTextMatcher(truth.words);
  const candidate: Words = { tokens: new Int32Array(0), from: 0, to: 0 };
  const reference: Words = { tokens: truth.tokens, from: 0, to: 0 };
  const measureAreas = openAreaAccumulator();
  const pairing = openPairing();
  let ious = new Float64Array(256); // [p × g]
  let textScores = new Float64Array(256); // [p × g]

  function fillIous(pBoxes: Float64Array, p: number, gBoxes: Float64Array, g: number): void {
    if (p * g > ious.length) {
      ious = new Float64Array(2 * p * g);
      textScores = new Float64Array(2 * p * g);
    }
    for (let i = 0; i < p; i++) for (let j = 0; j < g; j++) ious[i * g + j] = boxIou(pBoxes, i, gBoxes, j);
  }

  /** ROUGE-L of the texts of every pair whose boxes overlap enough, 0 for the others. */
  function fillTextScores({ count, tokenStart }: LineRegions, firstG: number, g: number): void {
    for (let j = 0; j < g; j++) {
      setWords(reference, truth.tokenStart, firstG + j, 1);
      for (let i = 0; i < count; i++) {
        textScores[i * g + j] = 0;
        if (ious[i * g + j]! < pairThreshold) continue;
        setWords(candidate, tokenStart, i, 1);
        textScores[i * g + j] = matcher.rougeL(candidate, reference);
      }
    }
  }

  return (image, regions) => {
    const { count: p, boxes } = regions;
    const firstG = truth.regionStart[image]!;
    const g = truth.regionStart[image + 1]! - firstG;
    const gBoxes = truth.boxes.subarray(4 * firstG, 4 * (firstG + g));
    const fake = truth.fakePlace[image]!;
    const at = fake * measureCount;
    const areas = measureAreas(boxes, p, gBoxes, g);
    measures[at + 3] = areas.annotated;
    if (p === 0) return;
    measures[at] = unionIou(areas);
    measures[at + 1] = areas.shared;
    measures[at + 2] = areas.predicted;
    fillIous(boxes, p, gBoxes, g);
    measures[at + 4] = pairing.largestTotal(ious, p, g);
    const atPairs = fake * pairCount;
    for (let t = 0; t < pairThresholds.length; t++) {
      pairs[atPairs + t] = pairing.mostPairs({ weights: ious, rows: p, columns: g }, pairThresholds[t]!);
      if (pairs[atPairs + t] === 0) break; // no more at a higher one
    }
    candidate.tokens = regions.tokens;
    setWords(candidate, regions.tokenStart, 0, p);
    setWords(reference, truth.tokenStart, firstG, g);
    measures[at + 5] = matcher.rougeL(candidate, reference);
    measures[at + 6] = matcher.bleu2(candidate, reference);
    if (pairs[atPairs] === 0) return;
    fillTextScores(regions, firstG, g);
    measures[at + 7] = pairing.largestTotal(textScores, p, g);
  };
}

function setWords(words: Words, tokenStart: Int32Array, first: number, count: number): void {
  words.from = tokenStart[first]!;
  words.to = tokenStart[first + count]!;
}
