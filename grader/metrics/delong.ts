import { twoSidedP, z975 } from './normal.ts';

/** The scores that two submissions give to the same images, in the same order. */
export interface PairedScores {
  a: Float64Array;
  b: Float64Array;
}

export interface AurocDifference {
  /** AUROC of a − AUROC of b */
  difference: number;
  /** 95%; null where the variance cannot be told: fewer than two of a class, or no spread between unlike areas */
  interval: [number, number] | null;
  /** two-sided; null with the interval */
  p: number | null;
}

/** Rounding alone gives less than this, one image that differs among millions gives more. */
const noSpread = 1e-30;

/**
 * Two areas under the ROC curve on the same images (DeLong, DeLong & Clarke-Pearson 1988): the variance of the difference
 * with the covariance of the two, ties counting half. Null unless both classes occur.
 */
export function compareAurocs(positives: PairedScores, negatives: PairedScores): AurocDifference | null {
  const m = positives.a.length;
  const n = negatives.a.length;
  if (m === 0 || n === 0) return null;
  const ofPositives = differences(positives, negatives);
  const ofNegatives = differences(negatives, positives);
  const difference = mean(ofPositives);
  if (m < 2 || n < 2) return { difference, interval: null, p: null };
  const variance = sampleVariance(ofPositives) / m + sampleVariance(ofNegatives) / n;
  if (variance < noSpread)
    return difference === 0 ? { difference, interval: [0, 0], p: 1 } : { difference, interval: null, p: null };
  const error = Math.sqrt(variance);
  const interval: [number, number] = [Math.max(-1, difference - z975 * error), Math.min(1, difference + z975 * error)];
  return { difference, interval, p: twoSidedP(difference / error) };
}

/** For each image: the share of the others below it by a, equals counting half, minus the same by b. */
function differences(images: PairedScores, others: PairedScores): Float64Array {
  const byA = sharesBelow(images.a, others.a);
  const byB = sharesBelow(images.b, others.b);
  return byA.map((share, i) => share - byB[i]!);
}

function sharesBelow(values: Float64Array, others: Float64Array): Float64Array {
  const sorted = others.slice().sort();
  return values.map(
    (value) => (countBelow(sorted, value, false) + countBelow(sorted, value, true)) / 2 / others.length,
  );
}

/** How many of the sorted values are below `value`, or not above it. */
function countBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value || (orEqual && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function sampleVariance(values: Float64Array): number {
  const middle = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - middle) ** 2;
  return sum / (values.length - 1);
}
