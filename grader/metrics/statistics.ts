import { bestAssignment, mostPairs } from './assignment.ts';
import { type PredictionColumns, statistic, statisticCount, type TruthColumns, tagCount } from './columns.ts';
import { boxIou, unionAreas } from './rectangles.ts';
import { openTextMatcher, type Words } from './text.ts';

const pairThreshold = 0.3;

/** Fills the rows of the images `from…to` in `rows`, row-major n × statisticCount, which must be zero there. */
export function measureImages(
  { truth, predictions }: { truth: TruthColumns; predictions: PredictionColumns },
  rows: Float64Array,
  { from, to }: { from: number; to: number },
): void {
  const measure = openImageMeter(truth, predictions);
  for (let image = from; image < to; image++) measure(image, rows, image * statisticCount);
}

/** Writes the statistics of one image into `rows` from `at`. Holds working memory. */
type ImageMeter = (image: number, rows: Float64Array, at: number) => void;

function openImageMeter(truth: TruthColumns, predictions: PredictionColumns): ImageMeter {
  const ground = openGroundMeter(truth, predictions);
  return (image, rows, at) => {
    const isFake = truth.isFake[image]!;
    const saysFake = predictions.saysFake[image]!;
    rows[at + statistic.correct] = Number(isFake === saysFake);
    rows[at + statistic.squaredError] = ((predictions.scores?.[image] ?? 0) - isFake) ** 2;
    rows[at + statistic.predicted] = predictions.regionCount[image]!;
    if (!isFake) return;
    if (truth.regionStart[image + 1]! > truth.regionStart[image]!) ground(image, rows, at);
    const [tags, predicted] = [truth.tags[image]!, predictions.tags[image]!];
    compareTags(rows, at, { tags, predicted });
    const agrees = tags === predicted || (tags & predicted) !== 0;
    rows[at + statistic.rightReason] = Number(saysFake === 1 && rows[at + statistic.pairsAt30]! > 0 && agrees);
  };
}

function compareTags(rows: Float64Array, at: number, { tags, predicted }: { tags: number; predicted: number }): void {
  const all = countBits(tags | predicted);
  rows[at + statistic.tagJaccard] = all === 0 ? 1 : countBits(tags & predicted) / all;
  rows[at + statistic.tagExact] = Number(tags === predicted);
  for (let tag = 0; tag < tagCount; tag++) {
    const inTruth = (tags >> tag) & 1;
    const inPredicted = (predicted >> tag) & 1;
    rows[at + statistic.perTagHits + tag] = inTruth & inPredicted;
    rows[at + statistic.perTagUses + tag] = inTruth + inPredicted;
    rows[at + statistic.perTagTruth + tag] = inTruth;
  }
}

function countBits(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest; rest &= rest - 1) bits++;
  return bits;
}

/** Of an annotated fake: areas, one-to-one pairs, texts. */
function openGroundMeter(truth: TruthColumns, predictions: PredictionColumns): ImageMeter {
  const matcher = openTextMatcher(truth.words);
  const candidate: Words = { tokens: predictions.tokens, from: 0, to: 0 };
  const reference: Words = { tokens: truth.tokens, from: 0, to: 0 };
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

  return (image, rows, at) => {
    const firstP = predictions.regionFirst[image]!;
    const firstG = truth.regionStart[image]!;
    const p = predictions.regionCount[image]!;
    const g = truth.regionStart[image + 1]! - firstG;
    const pBoxes = predictions.boxes.subarray(4 * firstP, 4 * (firstP + p));
    const gBoxes = truth.boxes.subarray(4 * firstG, 4 * (firstG + g));
    rows[at + statistic.grounded] = 1;
    rows[at + statistic.regions] = p + g;
    const { predicted, annotated, shared } = unionAreas(pBoxes, p, gBoxes, g);
    rows[at + statistic.annotatedArea] = annotated;
    if (p === 0) return;
    rows[at + statistic.iou] = shared / (predicted + annotated - shared);
    rows[at + statistic.sharedArea] = shared;
    rows[at + statistic.predictedArea] = predicted;
    fillIous(pBoxes, p, gBoxes, g);
    rows[at + statistic.matchedIou] = bestAssignment(ious, p, g);
    rows[at + statistic.pairsAt30] = mostPairs(ious, p, g, pairThreshold);
    rows[at + statistic.pairsAt50] = mostPairs(ious, p, g, 0.5);
    rows[at + statistic.pairsAt75] = mostPairs(ious, p, g, 0.75);
    setWords(candidate, predictions.tokenStart, firstP, p);
    setWords(reference, truth.tokenStart, firstG, g);
    rows[at + statistic.rougeL] = matcher.rougeL(candidate, reference);
    rows[at + statistic.bleu2] = matcher.bleu2(candidate, reference);
    if (rows[at + statistic.pairsAt30] === 0) return;
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < g; j++) {
        likeness[i * g + j] = 0;
        if (ious[i * g + j]! < pairThreshold) continue;
        setWords(candidate, predictions.tokenStart, firstP + i, 1);
        setWords(reference, truth.tokenStart, firstG + j, 1);
        likeness[i * g + j] = matcher.rougeL(candidate, reference);
      }
    }
    rows[at + statistic.matchedText] = bestAssignment(likeness, p, g);
  };
}
