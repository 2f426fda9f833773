import type { TruthPack } from '#grader/truth/pack.ts';
import type { ReadBlock } from './block-ring.ts';
import { openLineAccumulator } from './line-accumulator.ts';
import { openLineParser } from './line-parser.ts';
import type { MeasurementBuffers, MeasurementPart } from './measurements.ts';

const lineEnd = Uint8Array.of(0x0a);

/** Reads and measures blocks of whole lines of one file, some of them here, others perhaps in other threads. */
export interface BlockReader {
  read: ReadBlock;
  finish(): MeasurementPart;
}

export function openBlockReader(truth: TruthPack, buffers: MeasurementBuffers): BlockReader {
  const accumulator = openLineAccumulator(truth, buffers);
  const parser = openLineParser(truth, accumulator.add);
  let isFresh = true;
  return {
    read(bytes, begins) {
      if (isFresh && !begins) parser.push(lineEnd); // a byte-order mark may stand at the start of the file only
      isFresh = false;
      return parser.push(bytes);
    },
    finish: accumulator.finish,
  };
}
