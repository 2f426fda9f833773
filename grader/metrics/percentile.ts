/**
 * The 95% percentile interval of replicates, as numpy's linear quantile; resamples in which there was nothing to measure
 * (NaN) are left out. Null when none is left.
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
  return [quantile(measured, 0.025), quantile(measured, 0.975)];
}

/** Moves the values about. */
function quantile(values: Float64Array, share: number): number {
  const at = share * (values.length - 1);
  const low = Math.floor(at);
  const smaller = select(values, low);
  if (low + 1 >= values.length) return smaller;
  let larger = Infinity;
  for (let i = low + 1; i < values.length; i++) if (values[i]! < larger) larger = values[i]!;
  return smaller + (larger - smaller) * (at - low);
}

/** The value that would stand at `k` if the values were sorted; what is larger stands behind it then (Hoare 1961). */
function select(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >>> 1]!;
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
    else break;
  }
  return values[k]!;
}
