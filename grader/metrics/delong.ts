import { argsortDescending } from './argsort.ts';
import { placements } from './auroc.ts';
import { twoSidedP, z975 } from './normal.ts';

/** The scores that two submissions give to the same images, in the same order. */
export interface PairedScores {
  a: Float64Array;
  b: Float64Array;
}

export interface AurocDifference {
  /** AUROC of a − AUROC of b */
  difference: number;
  /** 95%; null without a variance: fewer than two of a class, or no spread between unlike areas */
  interval: [number, number] | null;
  /** two-sided; null with the interval */
  p: number | null;
}

/** Rounding alone gives less than this, one image that differs among millions gives more. */
const noSpread = 1e-30;

/**
 * The difference of two areas under the ROC curve on the same images (DeLong, DeLong & Clarke-Pearson 1988, equations 5
 * to 8), its variance with the covariance of the two, ties counting half. `positives: 2 × [m]`, `negatives: 2 × [n]`, in
 * any order, none NaN. Null unless both classes occur.
 *
 * @example
 * const positives = { a: Float64Array.of(0.9, 0.4), b: Float64Array.of(0.2, 0.4) };
 * const negatives = { a: Float64Array.of(0.1, 0.3), b: Float64Array.of(0.1, 0.3) };
 * compareAurocs(positives, negatives).difference // → 0.25
 * compareAurocs({ a: positives.a, b: positives.a }, negatives) // → { difference: 0, interval: [0, 0], p: 1 }
 */
export function compareAurocs(positives: PairedScores, negatives: PairedScores): AurocDifference | null {
  const m = positives.a.length;
  const n = negatives.a.length;
  if (m === 0 || n === 0) return null;
  const ofPositives = placementDifferences(positives, negatives); // [m]
  const ofNegatives = placementDifferences(negatives, positives); // [n]
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
function placementDifferences(images: PairedScores, others: PairedScores): Float64Array {
  const byA = sharesBelow(images.a, others.a);
  const byB = sharesBelow(images.b, others.b);
  return byA.map((share, i) => share - byB[i]!);
}

/** In the order of `values`. */
function sharesBelow(values: Float64Array, others: Float64Array): Float64Array {
  const order = argsortDescending(values).reverse();
  const sorted = Float64Array.from(order, (i) => values[i]!);
  const placed = placements(sorted, others.slice().sort());
  const shares = new Float64Array(values.length);
  for (let k = 0; k < order.length; k++) shares[order[k]!] = placed[k]! / others.length;
  return shares;
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
