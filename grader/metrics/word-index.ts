import { countBits } from './bits.ts';
import type { Tokens, Words } from './words.ts';

/** The words of one reference at a time, to count what candidates share with it. */
export interface WordIndex {
  /** Makes a reference the current one; cheap when it is already. */
  prepare(reference: Words): void;
  /** Length of the longest common subsequence with the current reference, which is not empty. */
  commonSubsequence(candidate: Words): number;
  /** Words in common, each as often as in the text that has it less often. The reference is to be prepared again then. */
  clippedWords(candidate: Words): number;
  /** The same of pairs of words next to each other; `reference` is the current one. */
  clippedPairs(candidate: Words, reference: Words): number;
}

/**
 * Where each word of a reference stands, as bit masks and as chains. The longest common subsequence is Hyyrö's
 * bit-parallel one (2004): 32 reference words a step; bit j of the row is 0 when the length grows at word j.
 * References hold tokens 0…vocabulary−1, and their tokens don't change while they are current.
 *
 * @example
 * const words = (...tokens) => ({ tokens: Int32Array.from(tokens), from: 0, to: tokens.length });
 * const reference = words(0, 1, 2, 1);
 * const index = openWordIndex(3);
 * index.prepare(reference);
 * index.commonSubsequence(words(2, 0, 1, -1, 1)) // → 3
 * index.clippedWords(words(1, 1, 1, 2)) // → 3
 * index.prepare(reference);
 * index.clippedPairs(words(0, 1, 2, 0, 1), reference) // → 2
 */
export function openWordIndex(vocabulary: number): WordIndex {
  const referenceOf = new Int32Array(vocabulary).fill(-1); // [vocabulary] the last reference that has the token
  const slotOf = new Int32Array(vocabulary); // [vocabulary] and its slot there
  let reference = -1;
  let slots = 0;
  let length = 0;
  /** what is prepared; null when the counts of its words are used up */
  let prepared: Tokens | null = null;
  let preparedFrom = 0;
  let preparedTo = 0;
  /** 32-bit words in a mask */
  let words = 1;
  let masks = new Int32Array(256); // [slots × words]
  let row = new Int32Array(8); // [words]
  let first = new Int32Array(64); // [slots] the first place of the word
  let times = new Int32Array(64); // [slots] how often it occurs
  let next = new Int32Array(64); // [places] the next place of the same word
  let used = new Uint8Array(64); // [places]

  function reserve(m: number): void {
    if (m > first.length) {
      first = new Int32Array(2 * m);
      times = new Int32Array(2 * m);
      next = new Int32Array(2 * m);
      used = new Uint8Array(2 * m);
    }
    if (words > row.length) row = new Int32Array(2 * words);
    if (m * words > masks.length) masks = new Int32Array(2 * m * words);
  }

  function prepare({ tokens, from, to }: Words): void {
    if (prepared === tokens && preparedFrom === from && preparedTo === to) return;
    prepared = tokens;
    preparedFrom = from;
    preparedTo = to;
    reference++;
    length = to - from;
    words = Math.max(1, (length + 31) >>> 5);
    reserve(length);
    slots = 0;
    for (let place = length - 1; place >= 0; place--) {
      const token = tokens[from + place]!;
      if (referenceOf[token] !== reference) {
        referenceOf[token] = reference;
        slotOf[token] = slots;
        masks.fill(0, slots * words, (slots + 1) * words);
        first[slots] = -1;
        times[slots] = 0;
        slots++;
      }
      const slot = slotOf[token]!;
      next[place] = first[slot]!;
      first[slot] = place;
      times[slot]!++;
      masks[slot * words + (place >>> 5)]! |= 1 << (place & 31);
    }
  }

  /** the slot of a candidate's word in the reference, −1 when it has none */
  function slotIn(token: number): number {
    return token >= 0 && token < vocabulary && referenceOf[token] === reference ? slotOf[token]! : -1;
  }

  function lcsOfOneWord({ tokens, from, to }: Words): number {
    let v = -1;
    for (let i = from; i < to; i++) {
      const slot = slotIn(tokens[i]!);
      if (slot < 0) continue;
      const u = v & masks[slot]!;
      v = (v + u) | (v & ~u);
    }
    return countZeros(v, length);
  }

  function lcsOfWords({ tokens, from, to }: Words): number {
    row.fill(-1, 0, words);
    for (let i = from; i < to; i++) {
      const slot = slotIn(tokens[i]!);
      if (slot < 0) continue;
      let carry = 0;
      for (let w = 0; w < words; w++) {
        const v = row[w]!;
        const u = v & masks[slot * words + w]!;
        const sum = (v >>> 0) + (u >>> 0) + carry;
        carry = sum > 0xffffffff ? 1 : 0;
        row[w] = sum | (v & ~u);
      }
    }
    let zeros = 0;
    for (let w = 0; w < words; w++) zeros += countZeros(row[w]!, Math.min(32, length - 32 * w));
    return zeros;
  }

  function clippedWords({ tokens, from, to }: Words): number {
    prepared = null;
    let matches = 0;
    for (let i = from; i < to; i++) {
      const slot = slotIn(tokens[i]!);
      if (slot < 0 || times[slot] === 0) continue;
      times[slot]!--;
      matches++;
    }
    return matches;
  }

  function clippedPairs(candidate: Words, { tokens, from }: Words): number {
    used.fill(0, 0, length);
    let matches = 0;
    for (let i = candidate.from; i + 1 < candidate.to; i++) {
      const slot = slotIn(candidate.tokens[i]!);
      if (slot < 0) continue;
      const second = candidate.tokens[i + 1]!;
      for (let place = first[slot]!; place >= 0 && place + 1 < length; place = next[place]!) {
        if (used[place] || tokens[from + place + 1] !== second) continue;
        used[place] = 1;
        matches++;
        break;
      }
    }
    return matches;
  }

  return {
    prepare,
    commonSubsequence: (candidate) => (words === 1 ? lcsOfOneWord(candidate) : lcsOfWords(candidate)),
    clippedWords,
    clippedPairs,
  };
}

/** Zeros among the lowest `bits` bits. */
function countZeros(value: number, bits: number): number {
  return countBits(~value & (bits >= 32 ? -1 : (1 << bits) - 1));
}
