/** The level of a family of tests: what is significant at it is called a difference. */
export const significance = 0.05;

/**
 * P-values adjusted for being one family (Holm 1979): those at most α are what the step-down procedure finds significant
 * at α. Null, a test that could not be made, stays null and counts for nothing.
 *
 * @example
 * adjustByHolm([0.01, null, 0.04, 0.03]) // ≈ [0.03, null, 0.06, 0.06]
 */
export function adjustByHolm(p: readonly (number | null)[]): (number | null)[] {
  const tests = p
    .flatMap((value, index) => (value === null ? [] : [{ value, index }]))
    .sort((a, b) => a.value - b.value);
  const adjusted: (number | null)[] = p.map(() => null);
  let largest = 0;
  for (const [k, { value, index }] of tests.entries()) {
    largest = Math.max(largest, Math.min(1, value * (tests.length - k)));
    adjusted[index] = largest;
  }
  return adjusted;
}

/**
 * The largest of the p-values `[tests]` of one family that the step-down procedure finds significant at `level`: those up
 * to it are the same that {@link adjustByHolm} puts at or below `level`. −1 when it finds none.
 *
 * @example
 * largestSignificant(Float64Array.of(0.01, 0.04, 0.03), 0.05) // → 0.01
 * largestSignificant(Float64Array.of(0.02, 0.04, 0.03), 0.05) // → -1
 */
export function largestSignificant(p: Float64Array, level: number): number {
  const sorted = p.slice().sort();
  let limit = -1;
  for (let k = 0; k < sorted.length && sorted[k]! <= level / (sorted.length - k); k++) limit = sorted[k]!;
  return limit;
}
