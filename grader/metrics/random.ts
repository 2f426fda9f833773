/**
 * A well-mixed 32-bit hash of a 32-bit integer (the finaliser of MurmurHash3, Appleby 2011), of 0…2³²−1.
 *
 * @example
 * mix32(1) // → 1364076727
 */
export function mix32(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * The key of the stream of draws of one stratum in one resample; a draw depends on nothing but its key and its number
 * (counter-based).
 *
 * @example
 * streamKey(1, 0, 0) === streamKey(1, 0, 1) // → false
 */
export function streamKey(seed: number, resample: number, stratum: number): number {
  return mix32(mix32(mix32(seed) ^ Math.imul(resample + 1, 0x9e3779b9)) ^ Math.imul(stratum + 1, 0x85ebca77));
}

/**
 * Draw number `draw` of a stream: an integer of 0…n−1, n < 2³².
 *
 * @example
 * drawIndex(streamKey(1, 0, 0), 7, 1) // → 0
 */
export function drawIndex(key: number, draw: number, n: number): number {
  return Math.floor((mix32(key + Math.imul(draw, 0x9e3779b1)) * n) / 4294967296);
}

/**
 * A 32-bit hash of a string's UTF-16 code units (FNV-1a, then mixed), of 0…2³²−1.
 *
 * @example
 * hashText('') === mix32(0x811c9dc5) // → true
 */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix32(hash);
}
