import { bestAssignment, mostPairs } from './assignment.ts';
import { type PredictionColumns, statistic, statisticCount, type TruthColumns, tagCount } from './columns.ts';
import { boxIou, unionAreas } from './rectangles.ts';
import { bleu2, rougeL, type Tokens } from './text.ts';

const pairThreshold = 0.3;

/** The statistics of every image, row-major n × statisticCount. */
export function imageStatistics(truth: TruthColumns, predictions: PredictionColumns): Float64Array {
  const rows = new Float64Array(truth.n * statisticCount);
  for (let image = 0; image < truth.n; image++) {
    const row = rows.subarray(image * statisticCount, (image + 1) * statisticCount);
    detect(row, truth.isFake[image]!, predictions.saysFake[image]!, predictions.scores?.[image] ?? 0);
    const p = predictions.regionStart[image + 1]! - predictions.regionStart[image]!;
    row[statistic.predicted] = p;
    if (!truth.isFake[image]) continue;
    const g = truth.regionStart[image + 1]! - truth.regionStart[image]!;
    if (g > 0) ground(row, truth, predictions, image);
    compareTags(row, truth.tags[image]!, predictions.tags[image]!);
    const agrees = truth.tags[image] === predictions.tags[image] || row[statistic.tagHits]! > 0;
    row[statistic.rightReason] = Number(predictions.saysFake[image] === 1 && row[statistic.paired]! > 0 && agrees);
  }
  return rows;
}

function detect(row: Float64Array, isFake: number, saysFake: number, score: number): void {
  row[statistic.correct] = Number(isFake === saysFake);
  row[statistic.squaredError] = (score - isFake) ** 2;
}

function compareTags(row: Float64Array, truth: number, predicted: number): void {
  const hits = countBits(truth & predicted);
  const all = countBits(truth | predicted);
  row[statistic.tagHits] = hits;
  row[statistic.tagJaccard] = all === 0 ? 1 : hits / all;
  row[statistic.tagExact] = Number(truth === predicted);
  for (let tag = 0; tag < tagCount; tag++) {
    const inTruth = (truth >> tag) & 1;
    const inPredicted = (predicted >> tag) & 1;
    row[statistic.perTagHits + tag] = inTruth & inPredicted;
    row[statistic.perTagUses + tag] = inTruth + inPredicted;
    row[statistic.perTagTruth + tag] = inTruth;
  }
}

function countBits(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest; rest &= rest - 1) bits++;
  return bits;
}

/** An annotated fake: areas, one-to-one pairs, texts. */
function ground(row: Float64Array, truth: TruthColumns, predictions: PredictionColumns, image: number): void {
  const firstP = predictions.regionStart[image]!;
  const firstG = truth.regionStart[image]!;
  const p = predictions.regionStart[image + 1]! - firstP;
  const g = truth.regionStart[image + 1]! - firstG;
  const pBoxes = predictions.boxes.subarray(4 * firstP, 4 * (firstP + p));
  const gBoxes = truth.boxes.subarray(4 * firstG, 4 * (firstG + g));
  const pTexts = predictions.regionTokens.slice(firstP, firstP + p);
  const gTexts = truth.regionTokens.slice(firstG, firstG + g);
  row[statistic.grounded] = 1;
  row[statistic.regions] = p + g;
  fillAreas(row, pBoxes, p, gBoxes, g);
  const ious = new Float64Array(p * g);
  for (let i = 0; i < p; i++) for (let j = 0; j < g; j++) ious[i * g + j] = boxIou(pBoxes, i, gBoxes, j);
  row[statistic.matchedIou] = bestAssignment(ious, p, g);
  row[statistic.pairsAt30] = mostPairs(ious, p, g, pairThreshold);
  row[statistic.pairsAt50] = mostPairs(ious, p, g, 0.5);
  row[statistic.pairsAt75] = mostPairs(ious, p, g, 0.75);
  row[statistic.paired] = row[statistic.pairsAt30]!;
  compareTexts(row, pTexts, gTexts, ious);
}

function fillAreas(row: Float64Array, pBoxes: Float64Array, p: number, gBoxes: Float64Array, g: number): void {
  const { predicted, annotated, shared } = unionAreas(pBoxes, p, gBoxes, g);
  row[statistic.iou] = shared / (predicted + annotated - shared);
  row[statistic.sharedArea] = shared;
  row[statistic.predictedArea] = predicted;
  row[statistic.annotatedArea] = annotated;
}

function compareTexts(
  row: Float64Array,
  pTexts: readonly Tokens[],
  gTexts: readonly Tokens[],
  ious: Float64Array,
): void {
  const candidate = join(pTexts);
  const reference = join(gTexts);
  row[statistic.rougeL] = rougeL(candidate, reference);
  row[statistic.bleu2] = bleu2(candidate, reference);
  const g = gTexts.length;
  const likeness = new Float64Array(ious.length);
  for (const [at, iou] of ious.entries()) {
    if (iou >= pairThreshold) likeness[at] = rougeL(pTexts[Math.floor(at / g)]!, gTexts[at % g]!);
  }
  row[statistic.matchedText] = bestAssignment(likeness, pTexts.length, g);
}

function join(texts: readonly Tokens[]): Tokens {
  const joined = new Int32Array(texts.reduce((sum, text) => sum + text.length, 0));
  let at = 0;
  for (const text of texts) {
    joined.set(text, at);
    at += text.length;
  }
  return joined;
}
