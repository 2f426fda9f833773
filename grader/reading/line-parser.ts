import { findBytes } from '#grader/arrays/string-table.ts';
import { tokenise } from '#grader/metrics/text.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { readLine } from '#submissions/check-line.ts';
import type { Prediction } from '#submissions/format.ts';
import { limits } from '#submissions/limits.ts';
import { openLineSplitter } from '#submissions/line-splitter.ts';
import { tags as tagNames } from '#submissions/terms.ts';
import { openLineScanner } from './line-scanner.ts';
import { emptyParsedRegions, type ParsedLine } from './parsed-line.ts';

/** Reads unpacked bytes of a prediction file line by line. False as soon as something is not in order: the file needs the checker. */
export interface LineReader {
  push(chunk: Uint8Array): boolean;
  /** to be called once after the last chunk: a last line needs no line end */
  end(): boolean;
}

const encoder = new TextEncoder();

/**
 * Lines of the ordinary kind are scanned, all others read by the same reader that the checker uses. `onLine` gets each, in
 * an object that is used again, and says whether it is in order.
 */
export function openLineReader(truth: TruthPack, onLine: (line: ParsedLine) => boolean): LineReader {
  const scan = openLineScanner(truth);
  let inOrder = true;
  const splitter = openLineSplitter(limits.lineBytes, (number, bytes) => {
    if (!inOrder) return;
    const line = bytes && (scan(bytes) ?? readSlowly(bytes, number, truth));
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

function readSlowly(bytes: Uint8Array, number: number, truth: TruthPack): ParsedLine | 'blank' | null {
  const reading = readLine(bytes.slice(), number); // a copy: shared memory cannot be decoded
  if (!reading) return 'blank';
  return reading.prediction && parsedLineOf(reading.prediction, truth);
}

/** A prediction as a staged line; null when its image is unknown. */
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
  const mask = (prediction.tags ?? []).reduce((bits, tag) => bits | (1 << tagNames.indexOf(tag)), 0);
  const score = prediction.score ?? Number.NaN;
  return { image, saysFake: prediction.label === 'fake', score, tags: mask, regions };
}
