/**
 * Exact two-sided McNemar test (McNemar 1947): `onlyA` and `onlyB` count the images that only one of two got right. The
 * p-value is twice the binomial tail of the smaller count at one half, at most 1; 1 without any such image.
 *
 * @example
 * mcnemarP(0, 5) // ≈ 0.0625
 * mcnemarP(3, 3) // → 1
 * mcnemarP(0, 0) // → 1
 */
export function mcnemarP(onlyA: number, onlyB: number): number {
  const n = onlyA + onlyB;
  if (onlyA === onlyB) return 1;
  let logTerm = -n * Math.LN2; // of the binomial probability of 0
  let tail = Math.exp(logTerm);
  for (let k = 1; k <= Math.min(onlyA, onlyB); k++) {
    logTerm += Math.log((n - k + 1) / k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}
