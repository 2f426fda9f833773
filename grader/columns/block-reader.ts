import type { Intake, IntakePart } from '../measurements.ts';
import type { TruthPack } from '../pack.ts';
import type { ReadBlock } from './blocks.ts';
import { openLineMeter } from './line-meter.ts';
import { openLineReader } from './read.ts';

const lineEnd = Uint8Array.of(0x0a);

/** Reads and measures blocks of whole lines of one file, some of them here, others perhaps in other threads. */
export interface BlockReader {
  read: ReadBlock;
  finish(): IntakePart;
}

export function openBlockReader(truth: TruthPack, intake: Intake): BlockReader {
  const meter = openLineMeter(truth, intake);
  const reader = openLineReader(truth, meter.add);
  let isFresh = true;
  return {
    read(bytes, begins) {
      if (isFresh && !begins) reader.push(lineEnd); // a byte-order mark may stand at the start of the file only
      isFresh = false;
      return reader.push(bytes);
    },
    finish: meter.finish,
  };
}
