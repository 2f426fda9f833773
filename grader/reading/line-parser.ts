import { findBytes } from '#grader/arrays/string-table.ts';
import { tokenise } from '#grader/metrics/words.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { tagMask } from '#grader/truth/tag-mask.ts';
import { checkLine } from '#submissions/check-line.ts';
import type { Prediction } from '#submissions/format.ts';
import { limits } from '#submissions/limits.ts';
import { openLineSplitter } from '#submissions/line-splitter.ts';
import { openLineScanner } from './line-scanner.ts';
import { emptyParsedRegions, type ParsedLine } from './parsed-line.ts';

/** Parses unpacked bytes of a prediction file line by line. False as soon as a line is not in order: the file needs the checker. */
export interface LineParser {
  push(chunk: Uint8Array): boolean;
  /** to be called once after the last chunk: a last line needs no line end */
  end(): boolean;
}

const encoder = new TextEncoder();

/**
 * A parser of one thread: lines of the ordinary kind are scanned, all others go through the checker's own checkLine.
 * `onLine` gets each, in an object that is used again, and returns whether it is in order.
 */
export function openLineParser(truth: TruthPack, onLine: (line: ParsedLine) => boolean): LineParser {
  const scan = openLineScanner(truth);
  let inOrder = true;
  const splitter = openLineSplitter(limits.lineBytes, (number, bytes) => {
    if (!inOrder) return;
    const line = bytes && (scan(bytes) ?? parseChecked(bytes, number, truth));
    if (line === 'blank') return;
    inOrder = line !== null && onLine(line);
  });
  return {
    push(chunk) {
      if (inOrder) splitter.push(chunk);
      return inOrder;
    },
    end() {
      if (inOrder) splitter.end();
      return inOrder;
    },
  };
}

function parseChecked(bytes: Uint8Array, number: number, truth: TruthPack): ParsedLine | 'blank' | null {
  const checked = checkLine(bytes.slice(), number); // a copy: shared memory cannot be decoded
  if (!checked) return 'blank';
  return checked.prediction && parsedLineOf(checked.prediction, truth);
}

/** A prediction as a parsed line; null when its image is unknown. */
export function parsedLineOf(prediction: Prediction, truth: TruthPack): ParsedLine | null {
  const id = encoder.encode(prediction.image_id);
  const image = findBytes(truth.idTable, id, { from: 0, to: id.length });
  if (image < 0) return null;
  const regions = emptyParsedRegions();
  const texts = (prediction.regions ?? []).map(({ text }) => encoder.encode(text));
  regions.text = new Uint8Array(texts.reduce((sum, text) => sum + text.length, 0));
  regions.words = (prediction.regions ?? []).map(({ text }) => tokenise(text));
  let from = 0;
  for (const { box, score } of prediction.regions ?? []) {
    const k = regions.count++;
    regions.boxes.set(box, 4 * k);
    if (score !== undefined) regions.scored++;
    regions.scores[k] = score ?? 0;
    regions.text.set(texts[k]!, from);
    regions.textFrom[k] = from;
    from += texts[k]!.length;
    regions.textTo[k] = from;
  }
  const tags = tagMask(prediction.tags ?? []);
  const score = prediction.score ?? Number.NaN;
  return { image, saysFake: prediction.label === 'fake', score, tags, regions };
}
