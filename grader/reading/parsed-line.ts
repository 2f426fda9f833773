import { limits } from '#submissions/limits.ts';

/** The regions of one line as submitted, texts as stretches of `text`; the arrays have room for the most regions allowed. */
export interface ParsedRegions {
  /** [4 × regions] */
  boxes: Float64Array;
  /** [regions], 0 for none */
  scores: Float64Array;
  /** [regions] text k is `text[textFrom[k]…textTo[k])`, UTF-8 */
  textFrom: Int32Array;
  textTo: Int32Array;
  text: Uint8Array;
  /** [regions] the words of each text where they cannot be taken from its bytes; null for plain ASCII */
  words: readonly (readonly string[])[] | null;
  count: number;
  /** regions with a score */
  scored: number;
}

/** One line of a prediction file. */
export interface ParsedLine {
  /** number of the image in the truth */
  image: number;
  saysFake: boolean;
  /** NaN for none */
  score: number;
  /** bit mask */
  tags: number;
  regions: ParsedRegions;
}

/** Room for the regions of a line. */
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
