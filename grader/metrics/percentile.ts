/**
 * The 95% percentile interval of `replicates: [resamples]` (Efron & Tibshirani 1993, chapter 13), as numpy's linear
 * quantile; resamples in which there was nothing to measure (NaN) are left out. Null when none is left.
 *
 * @example
 * percentileInterval(Float64Array.from({ length: 41 }, (_, i) => i)) // → [1, 39]
 * percentileInterval(Float64Array.of(NaN)) // → null
 */
export function percentileInterval(replicates: Float64Array): [number, number] | null {
  const values = new Float64Array(replicates.length);
  let kept = 0;
  for (let i = 0; i < replicates.length; i++) {
    const value = replicates[i]!;
    if (!Number.isNaN(value)) values[kept++] = value;
  }
  if (kept === 0) return null;
  const measured = values.subarray(0, kept);
  const low = quantile(measured, 0.025, 0);
  return [low, quantile(measured, 0.975, Math.floor(0.025 * (kept - 1)))];
}

/** Moves the values about. What stands before `from` must be no larger than what stands from there on. */
function quantile(values: Float64Array, share: number, from: number): number {
  const at = share * (values.length - 1);
  const low = Math.floor(at);
  select(values, low, from, values.length - 1);
  const smaller = values[low]!;
  if (low + 1 >= values.length) return smaller;
  let larger = Infinity;
  for (let i = low + 1; i < values.length; i++) if (values[i]! < larger) larger = values[i]!;
  return smaller + (larger - smaller) * (at - low);
}

/** A range longer than this is narrowed by a sample first. */
const sampled = 600;

/**
 * Moves the values of left…right so that at `k` stands what would stand there if they were sorted, before it nothing
 * larger and behind it nothing smaller (Floyd & Rivest 1975, algorithm 489).
 */
function select(values: Float64Array, k: number, left: number, right: number): void {
  let low = left;
  let high = right;
  while (high > low) {
    if (high - low > sampled) {
      const n = high - low + 1;
      const i = k - low + 1;
      const z = Math.log(n);
      const s = 0.5 * Math.exp((2 * z) / 3);
      const spread = 0.5 * Math.sqrt((z * s * (n - s)) / n) * Math.sign(i - n / 2);
      const from = Math.max(low, Math.floor(k - (i * s) / n + spread));
      select(values, k, from, Math.min(high, Math.floor(k + ((n - i) * s) / n + spread)));
    }
    const pivot = values[k]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return;
  }
}
