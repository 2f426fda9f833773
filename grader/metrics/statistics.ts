import { bestAssignment, mostPairs } from './assignment.ts';
import { type FakeStatistics, measureCount, type PredictionColumns, pairCount, type TruthColumns } from './columns.ts';
import { boxIou, openAreaMeter } from './rectangles.ts';
import { openTextMatcher, type Words } from './text.ts';

const pairThreshold = 0.3;

/** Fills in the fakes among the images `from…to`; what belongs to them must be zero before. Holds working memory. */
export type FakeMeter = (from: number, to: number) => void;

export function openFakeMeter(
  { truth, predictions }: { truth: TruthColumns; predictions: PredictionColumns },
  fakes: FakeStatistics,
): FakeMeter {
  const measure = openGroundMeter(truth, predictions);
  return (from, to) => {
    let fake = 0;
    for (let image = 0; image < from; image++) fake += truth.isFake[image]!;
    for (let image = from; image < to; image++) {
      if (!truth.isFake[image]) continue;
      if (truth.regionStart[image + 1]! > truth.regionStart[image]!) measure(image, fake, fakes);
      fake++;
    }
  };
}

/** Writes what is measured of an annotated image, which is fake number `fake`. Holds working memory. */
type GroundMeter = (image: number, fake: number, fakes: FakeStatistics) => void;

/** Of an annotated fake: areas, one-to-one pairs, texts. */
function openGroundMeter(truth: TruthColumns, predictions: PredictionColumns): GroundMeter {
  const matcher = openTextMatcher(truth.words);
  const candidate: Words = { tokens: predictions.tokens, from: 0, to: 0 };
  const reference: Words = { tokens: truth.tokens, from: 0, to: 0 };
  const measureAreas = openAreaMeter();
  let ious = new Float64Array(256);
  let likeness = new Float64Array(256);

  function fillIous(pBoxes: Float64Array, p: number, gBoxes: Float64Array, g: number): void {
    if (p * g > ious.length) {
      ious = new Float64Array(2 * p * g);
      likeness = new Float64Array(2 * p * g);
    }
    for (let i = 0; i < p; i++) for (let j = 0; j < g; j++) ious[i * g + j] = boxIou(pBoxes, i, gBoxes, j);
  }

  function setWords(words: Words, tokenStart: Int32Array, first: number, count: number): void {
    words.from = tokenStart[first]!;
    words.to = tokenStart[first + count]!;
  }

  return (image, fake, { measures, pairs }) => {
    const firstP = predictions.regionFirst[image]!;
    const firstG = truth.regionStart[image]!;
    const p = predictions.regionCount[image]!;
    const g = truth.regionStart[image + 1]! - firstG;
    const pBoxes = predictions.boxes.subarray(4 * firstP, 4 * (firstP + p));
    const gBoxes = truth.boxes.subarray(4 * firstG, 4 * (firstG + g));
    const at = fake * measureCount;
    const { predicted, annotated, shared } = measureAreas(pBoxes, p, gBoxes, g);
    measures[at + 3] = annotated;
    if (p === 0) return;
    measures[at] = shared / (predicted + annotated - shared);
    measures[at + 1] = shared;
    measures[at + 2] = predicted;
    fillIous(pBoxes, p, gBoxes, g);
    measures[at + 4] = bestAssignment(ious, p, g);
    const atPairs = fake * pairCount;
    pairs[atPairs] = mostPairs(ious, p, g, pairThreshold);
    pairs[atPairs + 1] = mostPairs(ious, p, g, 0.5);
    pairs[atPairs + 2] = mostPairs(ious, p, g, 0.75);
    setWords(candidate, predictions.tokenStart, firstP, p);
    setWords(reference, truth.tokenStart, firstG, g);
    measures[at + 5] = matcher.rougeL(candidate, reference);
    measures[at + 6] = matcher.bleu2(candidate, reference);
    if (pairs[atPairs] === 0) return;
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < g; j++) {
        likeness[i * g + j] = 0;
        if (ious[i * g + j]! < pairThreshold) continue;
        setWords(candidate, predictions.tokenStart, firstP + i, 1);
        setWords(reference, truth.tokenStart, firstG + j, 1);
        likeness[i * g + j] = matcher.rougeL(candidate, reference);
      }
    }
    measures[at + 7] = bestAssignment(likeness, p, g);
  };
}
