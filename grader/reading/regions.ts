import { findHashed, hashByte, hashStart } from '#grader/arrays/string-table.ts';
import type { LineRegions } from '#grader/metrics/columns.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { limits } from '#submissions/limits.ts';
import type { ParsedRegions } from './parsed-line.ts';

const encoder = new TextEncoder();

/** Puts clipped regions in reading order and their texts into words. The result is used again at the next call. */
export type RegionCanonicaliser = (parsed: ParsedRegions) => LineRegions;

/** A canonicaliser of one thread; tokens are the words of the annotations, −1 for any other. */
export function openRegionCanonicaliser({ wordTable }: Pick<TruthPack, 'wordTable'>): RegionCanonicaliser {
  const most = limits.regionsPerImage;
  const order = new Int32Array(most);
  /** a compatibility character may become several, so a word may be longer than a text */
  const word = new Uint8Array(32 * limits.textCharacters);
  const regions = {
    count: 0,
    boxes: new Float64Array(4 * most),
    tokenStart: new Int32Array(most + 1),
    tokens: new Int32Array(4096),
  };
  let words = 0;

  /** The words of plain ASCII: runs of letters and digits, in lower case. */
  function pushWords(text: Uint8Array, from: number, to: number): void {
    if (words + to - from > regions.tokens.length) {
      const larger = new Int32Array(2 * (words + to - from));
      larger.set(regions.tokens.subarray(0, words));
      regions.tokens = larger;
    }
    const { tokens } = regions;
    for (let i = from; i < to; ) {
      let length = 0;
      let hash = hashStart;
      for (; i < to; i++) {
        let byte = text[i]!;
        if (byte >= 0x41 && byte <= 0x5a) byte += 0x20;
        else if (!((byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39))) break;
        word[length++] = byte;
        hash = hashByte(hash, byte);
      }
      if (length > 0) tokens[words++] = findHashed(wordTable, word, { from: 0, to: length, hash });
      i++;
    }
  }

  return (parsed) => {
    const { count } = parsed;
    sortRegions(order, parsed);
    regions.count = count;
    words = 0;
    for (let place = 0; place < count; place++) {
      const k = order[place]!;
      for (let side = 0; side < 4; side++) regions.boxes[4 * place + side] = parsed.boxes[4 * k + side]!;
      if (parsed.words) for (const each of parsed.words[k]!) pushWords(encoder.encode(each), 0, each.length);
      else pushWords(parsed.text, parsed.textFrom[k]!, parsed.textTo[k]!);
      regions.tokenStart[place + 1] = words;
    }
    return regions;
  };
}

/** Clips the boxes to an image of `width` × `height` pixels; false when one is inverted or sticks out too far. */
export function clipRegions({ boxes, count }: ParsedRegions, width: number, height: number): boolean {
  const over = limits.outsidePixels;
  for (let k = 0; k < 4 * count; k += 4) {
    const x1 = boxes[k]!;
    const y1 = boxes[k + 1]!;
    const x2 = boxes[k + 2]!;
    const y2 = boxes[k + 3]!;
    const fits = x1 < x2 && y1 < y2 && x1 >= -over && y1 >= -over && x2 <= width + over && y2 <= height + over;
    if (!fits) return false;
    boxes[k] = Math.min(Math.max(x1, 0), width);
    boxes[k + 1] = Math.min(Math.max(y1, 0), height);
    boxes[k + 2] = Math.min(Math.max(x2, 0), width);
    boxes[k + 3] = Math.min(Math.max(y2, 0), height);
  }
  return true;
}

/** The numbers of the regions in reading order. */
function sortRegions(order: Int32Array, parsed: ParsedRegions): void {
  for (let k = 0; k < parsed.count; k++) {
    let at = k;
    while (at > 0 && compareRegions(parsed, order[at - 1]!, k) > 0) {
      order[at] = order[at - 1]!;
      at--;
    }
    order[at] = k;
  }
}

/** Reading order: by y1, x1, y2, x2, then text by its UTF-8 bytes (which is by code point), then score, highest first. */
function compareRegions(parsed: ParsedRegions, a: number, b: number): number {
  const { boxes, scores, text, textFrom, textTo } = parsed;
  const [p, q] = [4 * a, 4 * b];
  const byBox =
    boxes[p + 1]! - boxes[q + 1]! ||
    boxes[p]! - boxes[q]! ||
    boxes[p + 3]! - boxes[q + 3]! ||
    boxes[p + 2]! - boxes[q + 2]!;
  if (byBox) return byBox;
  const length = Math.min(textTo[a]! - textFrom[a]!, textTo[b]! - textFrom[b]!);
  for (let i = 0; i < length; i++) {
    const difference = text[textFrom[a]! + i]! - text[textFrom[b]! + i]!;
    if (difference) return difference;
  }
  return textTo[a]! - textFrom[a]! - (textTo[b]! - textFrom[b]!) || scores[b]! - scores[a]!;
}
