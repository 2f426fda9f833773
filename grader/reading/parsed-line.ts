import { limits } from '#submissions/limits.ts';

/** The regions of one line while it is read: numbers as they stand, texts as a stretch of `text`. */
export interface ParsedRegions {
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

export interface ParsedLine {
  image: number;
  saysFake: boolean;
  /** NaN for none */
  score: number;
  tags: number;
  regions: ParsedRegions;
}

export function emptyParsedRegions(): ParsedRegions {
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
