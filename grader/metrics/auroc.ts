export interface Auroc {
  value: number;
  /** DeLong's variance of the value; null with fewer than two positives or negatives */
  variance: number | null;
}

/**
 * Area under the ROC curve as the Mann–Whitney statistic, ties count half, with DeLong's variance (DeLong, DeLong &
 * Clarke-Pearson 1988). Both lists in ascending order. Null unless both classes occur.
 */
export function auroc(positives: Float64Array, negatives: Float64Array): Auroc | null {
  const m = positives.length;
  const n = negatives.length;
  if (m === 0 || n === 0) return null;
  const above = placements(positives, negatives);
  const below = placements(negatives, positives);
  let sum = 0;
  for (let i = 0; i < m; i++) sum += above[i]!;
  const value = sum / m / n;
  if (m < 2 || n < 2) return { value, variance: null };
  const ofPositives = sumOfSquares(above, (placement) => placement / n - value) / (m - 1);
  const ofNegatives = sumOfSquares(below, (placement) => 1 - placement / m - value) / (n - 1);
  return { value, variance: ofPositives / m + ofNegatives / n };
}

/** For each of the sorted `values` how many of the sorted `others` lie below it, equals counting half. */
function placements(values: Float64Array, others: Float64Array): Float64Array {
  const placed = new Float64Array(values.length);
  let below = 0;
  let upTo = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    while (below < others.length && others[below]! < value) below++;
    while (upTo < others.length && others[upTo]! <= value) upTo++;
    placed[i] = (below + upTo) / 2;
  }
  return placed;
}

function sumOfSquares(values: Float64Array, deviation: (value: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += deviation(values[i]!) ** 2;
  return sum;
}
