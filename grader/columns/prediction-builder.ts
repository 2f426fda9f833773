import { limits } from '#submissions/limits.ts';
import type { PredictionColumns } from '../metrics/columns.ts';
import type { TruthPack } from '../pack.ts';
import { findHashed, hashByte, hashStart } from './byte-table.ts';
import { type Growing, reserve, sharedColumn, trimmed } from './growing.ts';

/** The regions of one line while it is read: numbers as they stand, texts as a stretch of `text`. */
export interface Staged {
  /** boxes flat, four numbers a region */
  boxes: Float64Array;
  scores: Float64Array;
  textFrom: Int32Array;
  textTo: Int32Array;
  text: Uint8Array;
  /** the words of each text where they cannot be taken from its bytes; null for plain ASCII */
  words: readonly (readonly string[])[] | null;
  count: number;
  /** regions with a score */
  scored: number;
}

export interface StagedLine {
  image: number;
  saysFake: boolean;
  /** NaN for none */
  score: number;
  tags: number;
  regions: Staged;
}

export function emptyStage(): Staged {
  const most = limits.regionsPerImage;
  return {
    boxes: new Float64Array(4 * most),
    scores: new Float64Array(most),
    textFrom: new Int32Array(most),
    textTo: new Int32Array(most),
    text: new Uint8Array(0),
    words: null,
    count: 0,
    scored: 0,
  };
}

const encoder = new TextEncoder();

/** Puts lines into columns, each image's regions in reading order, boxes clipped. */
export interface PredictionBuilder {
  /** False when the line breaks a rule that spans fields or lines: the checker has to look. */
  add(line: StagedLine): boolean;
  /** The columns; null while an image is missing. */
  finish(): PredictionColumns | null;
}

export function openPredictionBuilder(truth: TruthPack): PredictionBuilder {
  const { n, width, height } = truth;
  const seen = new Uint8Array(n);
  const saysFake = sharedColumn(Uint8Array, n);
  const scores = sharedColumn(Float64Array, n);
  const tags = sharedColumn(Uint8Array, n);
  const regionFirst = sharedColumn(Int32Array, n);
  const regionCount = sharedColumn(Uint8Array, n);
  const boxes: Growing<Float64Array> = { values: sharedColumn(Float64Array, 16 * n + 64), length: 0 };
  const regionScores: Growing<Float64Array> = { values: sharedColumn(Float64Array, 4 * n + 16), length: 0 };
  const fileOrder: Growing<Uint8Array> = { values: sharedColumn(Uint8Array, 4 * n + 16), length: 0 };
  const tokenStart: Growing<Int32Array> = { values: sharedColumn(Int32Array, 4 * n + 16), length: 1 };
  const tokens: Growing<Int32Array> = { values: sharedColumn(Int32Array, 24 * n + 16), length: 0 };
  const order = new Int32Array(limits.regionsPerImage);
  /** a compatibility character may become several, so a word may be longer than a text */
  const word = new Uint8Array(32 * limits.textCharacters);
  let images = 0;
  let withScore = 0;
  /** whether regions have scores; null before the first region */
  let regionsScored: boolean | null = null;

  /** Clips the staged boxes; false when one is inverted or sticks out too far. */
  function clip({ boxes: staged, count }: Staged, image: number): boolean {
    const [w, h] = [width[image]!, height[image]!];
    const over = limits.outsidePixels;
    for (let k = 0; k < 4 * count; k += 4) {
      const [x1, y1, x2, y2] = [staged[k]!, staged[k + 1]!, staged[k + 2]!, staged[k + 3]!];
      if (!(x1 < x2 && y1 < y2 && x1 >= -over && y1 >= -over && x2 <= w + over && y2 <= h + over)) return false;
      staged[k] = Math.min(Math.max(x1, 0), w);
      staged[k + 1] = Math.min(Math.max(y1, 0), h);
      staged[k + 2] = Math.min(Math.max(x2, 0), w);
      staged[k + 3] = Math.min(Math.max(y2, 0), h);
    }
    return true;
  }

  function sortStage(staged: Staged): void {
    for (let k = 0; k < staged.count; k++) {
      let at = k;
      while (at > 0 && compareRegions(staged, order[at - 1]!, k) > 0) {
        order[at] = order[at - 1]!;
        at--;
      }
      order[at] = k;
    }
  }

  function append(staged: Staged): void {
    const { count } = staged;
    reserve(boxes, 4 * count);
    reserve(regionScores, count);
    reserve(fileOrder, count);
    reserve(tokenStart, count);
    for (let place = 0; place < count; place++) {
      const k = order[place]!;
      for (let side = 0; side < 4; side++) boxes.values[boxes.length++] = staged.boxes[4 * k + side]!;
      regionScores.values[regionScores.length++] = staged.scores[k]!;
      fileOrder.values[fileOrder.length++] = k;
      if (staged.words) for (const each of staged.words[k]!) pushWords(encoder.encode(each), 0, each.length);
      else pushWords(staged.text, staged.textFrom[k]!, staged.textTo[k]!);
      tokenStart.values[tokenStart.length++] = tokens.length;
    }
  }

  /** The words of plain ASCII: runs of letters and digits, in lower case. */
  function pushWords(text: Uint8Array, from: number, to: number): void {
    reserve(tokens, to - from);
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
      if (length > 0) tokens.values[tokens.length++] = findHashed(truth.wordTable, word, { from: 0, to: length, hash });
      i++;
    }
  }

  return {
    add({ image, saysFake: fake, score, tags: mask, regions }) {
      if (seen[image] || (!fake && (regions.count > 0 || mask !== 0))) return false;
      if (regions.count > 0) {
        regionsScored ??= regions.scored > 0;
        if (regions.scored !== (regionsScored ? regions.count : 0) || !clip(regions, image)) return false;
      }
      seen[image] = 1;
      images++;
      saysFake[image] = Number(fake);
      tags[image] = mask;
      if (!Number.isNaN(score)) {
        scores[image] = score;
        withScore++;
      }
      regionFirst[image] = fileOrder.length;
      regionCount[image] = regions.count;
      sortStage(regions);
      append(regions);
      return true;
    },
    finish() {
      if (images !== n) return null;
      return {
        saysFake,
        scores: withScore === n ? scores : null,
        tags,
        regionFirst,
        regionCount,
        boxes: trimmed(boxes),
        tokenStart: trimmed(tokenStart),
        tokens: trimmed(tokens),
        fileOrder: trimmed(fileOrder),
        regionScores: regionsScored ? trimmed(regionScores) : null,
      };
    },
  };
}

/** Reading order: by y1, x1, y2, x2, then text by its UTF-8 bytes (which is by code point), then score, highest first. */
function compareRegions(staged: Staged, a: number, b: number): number {
  const { boxes, scores, text, textFrom, textTo } = staged;
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
