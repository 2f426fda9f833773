export interface Auroc {
  value: number;
  /** DeLong's variance of the value; null with fewer than two positives or negatives */
  variance: number | null;
}

/**
 * Area under the ROC curve as the Mann–Whitney statistic, ties count half, with DeLong's variance (DeLong, DeLong &
 * Clarke-Pearson 1988, equations 3 to 8). `positives: [m]` and `negatives: [n]` are scores in ascending order, none NaN.
 * Null unless both classes occur.
 *
 * @example
 * auroc(Float64Array.of(0.4, 0.9), Float64Array.of(0.1, 0.4)).value // → 0.875
 * auroc(Float64Array.of(0.9), Float64Array.of(0.1, 0.4)) // → { value: 1, variance: null }
 * auroc(new Float64Array(0), Float64Array.of(0.1)) // → null
 */
export function auroc(positives: Float64Array, negatives: Float64Array): Auroc | null {
  const m = positives.length;
  const n = negatives.length;
  if (m === 0 || n === 0) return null;
  const above = placements(positives, negatives); // [m], of n
  const below = placements(negatives, positives); // [n], of m
  let sum = 0;
  for (let i = 0; i < m; i++) sum += above[i]!;
  const value = sum / m / n;
  if (m < 2 || n < 2) return { value, variance: null };
  const ofPositives = sumOfSquares(above, (placement) => placement / n - value) / (m - 1);
  const ofNegatives = sumOfSquares(below, (placement) => 1 - placement / m - value) / (n - 1);
  return { value, variance: ofPositives / m + ofNegatives / n };
}

/**
 * For each of `values: [m]` how many of `others: [n]` lie below it, equals counting half: DeLong's placements times n.
 * Both in ascending order, none NaN. O(m + n).
 *
 * @example
 * placements(Float64Array.of(0.1, 0.4, 0.9), Float64Array.of(0.4, 0.4, 0.5)) // → [0, 1, 3]
 */
export function placements(values: Float64Array, others: Float64Array): Float64Array {
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
