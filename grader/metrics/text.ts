/** Tokens are whole numbers: equal numbers are equal words; −1 is a word that no reference uses and equals nothing. */
export type Tokens = Int32Array;

/** A run of words, `tokens[from…to)`: a text, or several texts that lie one after the other. */
export interface Words {
  tokens: Tokens;
  from: number;
  to: number;
}

const droppedCharacters = /[\p{Cf}\p{Cc}]/gu;
const keptControls = new Set(['\t', '\r', '\n']);
const plainAscii = /^[\t\r\n\x20-\x7e]*$/;

/**
 * The words of a text: Unicode NFKC, format and control characters dropped but tab, CR and LF, lower case, every run of
 * anything but a–z and 0–9 a blank. As Google's rouge-score without stemming, on cleaned text.
 */
export function tokenise(text: string): string[] {
  const clean = plainAscii.test(text)
    ? text
    : text.normalize('NFKC').replace(droppedCharacters, (character) => (keptControls.has(character) ? character : ''));
  return clean.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/**
 * Compares texts; holds working memory, so one is opened and used for many pairs, best with the same reference several
 * times in a row. References have no −1, and their tokens don't change while they are compared.
 */
export interface TextMatcher {
  /** Length of the longest common subsequence. */
  commonSubsequence(candidate: Words, reference: Words): number;
  /** ROUGE-L F-measure 2PR/(P+R) (Lin 2004); 0 if either is empty. */
  rougeL(candidate: Words, reference: Words): number;
  /**
   * BLEU of words and word pairs (Papineni et al. 2002): BP·√(p₁·p₂) with clipped precisions and no smoothing; 0 if
   * either precision is 0 or the candidate has fewer than two words.
   */
  bleu2(candidate: Words, reference: Words): number;
}

/** @param vocabulary references hold tokens 0…vocabulary−1 */
export function openTextMatcher(vocabulary: number): TextMatcher {
  const index = openWordIndex(vocabulary);

  function commonSubsequence(candidate: Words, reference: Words): number {
    if (candidate.to === candidate.from || reference.to === reference.from) return 0;
    index.prepare(reference);
    return index.words === 1 ? index.lcsOfOneWord(candidate) : index.lcsOfWords(candidate);
  }

  return {
    commonSubsequence,
    rougeL(candidate, reference) {
      const common = commonSubsequence(candidate, reference);
      if (common === 0) return 0;
      const precision = common / (candidate.to - candidate.from);
      const recall = common / (reference.to - reference.from);
      return (2 * precision * recall) / (precision + recall);
    },
    bleu2(candidate, reference) {
      const c = candidate.to - candidate.from;
      const r = reference.to - reference.from;
      if (c < 2 || r < 2) return 0;
      index.prepare(reference);
      const words = index.clippedWords(candidate);
      const pairs = words === 0 ? 0 : index.clippedPairs(candidate, reference);
      if (pairs === 0) return 0;
      const brevity = c > r ? 1 : Math.exp(1 - r / c);
      return brevity * Math.sqrt((words / c) * (pairs / (c - 1)));
    },
  };
}

/**
 * Where each word of a reference stands, as bit masks and as chains. The longest common subsequence is Hyyrö's
 * bit-parallel one (2004): 32 reference words a step; bit j of the row is 0 when the length grows at word j.
 */
function openWordIndex(vocabulary: number) {
  /** for each token the reference it was last seen in, and its slot there */
  const seenIn = new Int32Array(vocabulary).fill(-1);
  const slotOf = new Int32Array(vocabulary);
  let reference = -1;
  let slots = 0;
  let length = 0;
  /** what is prepared; null when the counts of its words are used up */
  let prepared: Tokens | null = null;
  let preparedFrom = 0;
  let preparedTo = 0;
  /** 32-bit words in a mask */
  let words = 1;
  let masks = new Int32Array(256);
  let row = new Int32Array(8);
  /** for each slot: its first place and how often it occurs; for each place the next one of the same word */
  let first = new Int32Array(64);
  let times = new Int32Array(64);
  let next = new Int32Array(64);
  let used = new Uint8Array(64);

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
      if (seenIn[token] !== reference) {
        seenIn[token] = reference;
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
    return token >= 0 && token < vocabulary && seenIn[token] === reference ? slotOf[token]! : -1;
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
    get words() {
      return words;
    },
    prepare,
    lcsOfOneWord,
    lcsOfWords,
    clippedWords,
    clippedPairs,
  };
}

/** Zeros among the lowest `bits` bits. */
function countZeros(value: number, bits: number): number {
  let rest = ~value & (bits >= 32 ? -1 : (1 << bits) - 1);
  rest -= (rest >>> 1) & 0x55555555;
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
