import { countBits } from './bits.ts';
import {
  type ImageMeasurements,
  measureCount,
  pairCount,
  statistic,
  statisticCount,
  type TruthColumns,
  tagCount,
} from './columns.ts';

/** Writes the row of an image into `row: [statistics]`. */
export type RowReader = (row: Float64Array, image: number) => void;

/**
 * A reader of the rows of a submission: its measurements and the annotations put together (columns.ts, `statistic`).
 *
 * @example
 * const truth = packTruth([{ image_id: 'a', label: 'real', source: 'coco', width: 4, height: 2 }]);
 * const row = emptyRow();
 * openRowReader(truth, measurePredictions(truth, [{ image_id: 'a', label: 'real', score: 0.5 }]))(row, 0);
 * [row[statistic.images], row[statistic.correct], row[statistic.squaredError]] // → [1, 1, 0.25]
 */
export function openRowReader(truth: TruthColumns, measurements: ImageMeasurements): RowReader {
  const { saysFake, scores, regionCount } = measurements;
  const { measures, pairs } = measurements.fakes;
  return (row, image) => {
    row.fill(0);
    const isFake = truth.isFake[image]!;
    row[statistic.images] = 1;
    row[statistic.correct] = Number(isFake === saysFake[image]!);
    row[statistic.squaredError] = ((scores?.[image] ?? 0) - isFake) ** 2;
    row[statistic.predicted] = regionCount[image]!;
    if (!isFake) return;
    const annotated = truth.regionStart[image + 1]! - truth.regionStart[image]!;
    const fake = truth.fakePlace[image]!;
    if (annotated > 0) {
      row[statistic.grounded] = 1;
      row[statistic.regions] = annotated + regionCount[image]!;
      for (let k = 0; k < measureCount; k++) row[statistic.iou + k] = measures[fake * measureCount + k]!;
      for (let k = 0; k < pairCount; k++) row[statistic.pairsAt30 + k] = pairs[fake * pairCount + k]!;
    }
    const [tags, predicted] = [truth.tags[image]!, measurements.tags[image]!];
    compareTags(row, tags, predicted);
    const agrees = tags === predicted || (tags & predicted) !== 0;
    row[statistic.rightReason] = Number(saysFake[image] === 1 && row[statistic.pairsAt30]! > 0 && agrees);
  };
}

/**
 * A row of zeros: [statistics].
 *
 * @example
 * emptyRow().length // → 38
 */
export function emptyRow(): Float64Array {
  return new Float64Array(statisticCount);
}

function compareTags(row: Float64Array, tags: number, predicted: number): void {
  const all = countBits(tags | predicted);
  row[statistic.tagJaccard] = all === 0 ? 1 : countBits(tags & predicted) / all;
  row[statistic.tagExact] = Number(tags === predicted);
  for (let tag = 0; tag < tagCount; tag++) {
    const inTruth = (tags >> tag) & 1;
    const inPredicted = (predicted >> tag) & 1;
    row[statistic.perTagHits + tag] = inTruth & inPredicted;
    row[statistic.perTagUses + tag] = inTruth + inPredicted;
    row[statistic.perTagTruth + tag] = inTruth;
  }
}
