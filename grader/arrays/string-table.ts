/** Byte strings numbered 0…n−1, to be found by their bytes: flat arrays that threads can share and files can keep. */
export interface StringTable {
  /** string k is `bytes[starts[k]…starts[k+1])` */
  bytes: Uint8Array;
  /** [n + 1] */
  starts: Int32Array;
  /** open addressing: number + 1, or 0 for an empty slot; a power of two long, at most half full */
  slots: Int32Array;
}

const encoder = new TextEncoder();

/** The table of some strings, numbered in their order. @throws when one stands twice */
export function makeStringTable(strings: readonly string[]): StringTable {
  const encoded = strings.map((string) => encoder.encode(string));
  const starts = new Int32Array(encoded.length + 1);
  for (const [k, bytes] of encoded.entries()) starts[k + 1] = starts[k]! + bytes.length;
  const bytes = new Uint8Array(starts[encoded.length]!);
  for (const [k, each] of encoded.entries()) bytes.set(each, starts[k]);
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, 2 * encoded.length))));
  const table = { bytes, starts, slots };
  for (const [k, each] of encoded.entries()) {
    if (findBytes(table, each, { from: 0, to: each.length }) >= 0) throw new Error(`${strings[k]} stands twice.`);
    let slot = mixed(hashBytes(each, 0, each.length)) & (slots.length - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = k + 1;
  }
  return table;
}

/** The number of the string `bytes[from…to)`, or −1. */
export function findBytes(table: StringTable, bytes: Uint8Array, { from, to }: { from: number; to: number }): number {
  return findHashed(table, bytes, { from, to, hash: hashBytes(bytes, from, to) });
}

/** As {@link findBytes}, with a hash that was computed on the way. */
export function findHashed(
  table: StringTable,
  bytes: Uint8Array,
  { from, to, hash }: { from: number; to: number; hash: number },
): number {
  const { slots, starts } = table;
  const mask = slots.length - 1;
  for (let slot = mixed(hash) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
    const k = slots[slot]! - 1;
    const start = starts[k]!;
    if (starts[k + 1]! - start !== to - from) continue;
    let i = 0;
    while (i < to - from && table.bytes[start + i] === bytes[from + i]) i++;
    if (i === to - from) return k;
  }
  return -1;
}

/** String number `k`. */
export function stringAt({ bytes, starts }: StringTable, k: number): string {
  return new TextDecoder().decode(bytes.subarray(starts[k], starts[k + 1]));
}

/** Where a hash begins; each byte goes in by {@link hashByte}. */
export const hashStart = 0x811c9dc5;

/** One step of FNV-1a. */
export function hashByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = hashStart;
  for (let i = from; i < to; i++) hash = hashByte(hash, bytes[i]!);
  return hash;
}

/** FNV's low bits are weak for short strings. */
function mixed(hash: number): number {
  return hash ^ (hash >>> 15);
}
