import { openPairing } from './assignment.ts';
import { type FakeMeasurements, type LineRegions, measureCount, pairCount, type TruthColumns } from './columns.ts';
import { boxIou, openAreaAccumulator } from './rectangles.ts';
import { openTextMatcher, type Words } from './text.ts';

const pairThresholds = [0.3, 0.5, 0.75] as const;
/** texts count where their boxes overlap so much */
const pairThreshold = pairThresholds[0];

/**
 * Measures the regions that a submission has for an image that is a fake with at least one annotated region, and writes
 * the result at its place among the fakes, where there must be zeros before. Holds working memory.
 */
export type FakeAccumulator = (image: number, regions: LineRegions) => void;

export function openFakeAccumulator(truth: TruthColumns, { measures, pairs }: FakeMeasurements): FakeAccumulator {
  const matcher = openTextMatcher(truth.words);
  const candidate: Words = { tokens: new Int32Array(0), from: 0, to: 0 };
  const reference: Words = { tokens: truth.tokens, from: 0, to: 0 };
  const measureAreas = openAreaAccumulator();
  const pairing = openPairing();
  let ious = new Float64Array(256);
  let likeness = new Float64Array(256);

  function fillIous(pBoxes: Float64Array, p: number, gBoxes: Float64Array, g: number): void {
    if (p * g > ious.length) {
      ious = new Float64Array(2 * p * g);
      likeness = new Float64Array(2 * p * g);
    }
    for (let i = 0; i < p; i++) for (let j = 0; j < g; j++) ious[i * g + j] = boxIou(pBoxes, i, gBoxes, j);
  }

  /** Likeness of the texts of every pair that lies in the same place, 0 for the others. */
  function fillLikeness({ count, tokenStart }: LineRegions, firstG: number, g: number): void {
    for (let j = 0; j < g; j++) {
      setWords(reference, truth.tokenStart, firstG + j, 1);
      for (let i = 0; i < count; i++) {
        likeness[i * g + j] = 0;
        if (ious[i * g + j]! < pairThreshold) continue;
        setWords(candidate, tokenStart, i, 1);
        likeness[i * g + j] = matcher.rougeL(candidate, reference);
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
    const { predicted, annotated, shared } = measureAreas(boxes, p, gBoxes, g);
    measures[at + 3] = annotated;
    if (p === 0) return;
    measures[at] = shared / (predicted + annotated - shared);
    measures[at + 1] = shared;
    measures[at + 2] = predicted;
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
    fillLikeness(regions, firstG, g);
    measures[at + 7] = pairing.largestTotal(likeness, p, g);
  };
}

function setWords(words: Words, tokenStart: Int32Array, first: number, count: number): void {
  words.from = tokenStart[first]!;
  words.to = tokenStart[first + count]!;
}
