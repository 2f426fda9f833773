/** 97.5% point of the standard normal distribution. */
export const z975 = 1.959963984540054;

/**
 * Chance that a standard normal value lies at least as far from 0 as `z`, to 1e-11 of its size; 1 for 0.
 *
 * @example
 * twoSidedP(z975) // ≈ 0.05
 * twoSidedP(0) // → 1
 */
export function twoSidedP(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  return x < 2 ? 1 - erfOfSmall(x) : erfcOfLarge(x);
}

/** Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1)) · 2e^(−x²)/√π: every term is positive, so nothing cancels (Abramowitz & Stegun 7.1.6). */
function erfOfSmall(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return ((2 * sum) / Math.sqrt(Math.PI)) * Math.exp(-x * x);
}

/** e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))) from the inside out (Abramowitz & Stegun 7.1.14). */
function erfcOfLarge(x: number): number {
  let fraction = x;
  // the further out, the fewer steps to the last digit; 120 at 2
  for (let n = Math.ceil(480 / (x * x)) + 4; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
