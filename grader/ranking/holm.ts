/**
 * P-values adjusted for being one family (Holm 1979): those at most α are what the step-down procedure finds significant
 * at α. Null, a test that could not be made, stays null and counts for nothing.
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
