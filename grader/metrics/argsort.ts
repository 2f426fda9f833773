/**
 * The places of `values: [n]` from the highest to the lowest, equal ones in their order (−0 equals 0): a radix sort of
 * their bit patterns, sixteen bits a pass. Linear in the values, which must not be NaN.
 *
 * @example
 * argsortDescending(Float64Array.of(0.2, 0.9, 0.2, -1)) // → [1, 0, 2, 3]
 * argsortDescending(new Float64Array(0)) // → []
 */
export function argsortDescending(values: Float64Array): Int32Array {
  const n = values.length;
  const copy = new Float64Array(n);
  for (let i = 0; i < n; i++) copy[i] = values[i]! + 0; // −0 becomes 0
  const bits = new Uint32Array(copy.buffer);
  for (let i = 0; i < n; i++) {
    // ascending as unsigned numbers where the values fall: low halves first
    const flip = bits[2 * i + 1]! >>> 31 ? 0 : 0x7fffffff;
    bits[2 * i + 1] = bits[2 * i + 1]! ^ flip;
    if (flip) bits[2 * i] = ~bits[2 * i]!;
  }
  const digits = new Uint16Array(bits.buffer);
  let order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  let next = new Int32Array(n);
  const start = new Int32Array(65_537);
  for (let digit = 0; digit < 4; digit++) {
    start.fill(0);
    for (let i = 0; i < n; i++) start[digits[4 * i + digit]! + 1]!++;
    for (let k = 0; k < 65_536; k++) start[k + 1]! += start[k]!;
    for (let i = 0; i < n; i++) next[start[digits[4 * order[i]! + digit]!]!++] = order[i]!;
    [order, next] = [next, order];
  }
  return order;
}
