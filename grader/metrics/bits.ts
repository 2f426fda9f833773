/**
 * How many bits of a 32-bit number are 1; negative numbers count as two's complement.
 *
 * @example
 * countBits(0b1011) // → 3
 * countBits(-1) // → 32
 */
export function countBits(value: number): number {
  let x = value - ((value >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
