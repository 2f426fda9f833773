import { sharedColumn } from '#grader/arrays/shared.ts';
import { limits } from '#submissions/limits.ts';

const lineFeed = 0x0a;

const state = { free: 0, writing: 1, filled: 2, taken: 3 } as const;

/** Blocks of whole lines that one thread cuts a file into and any thread reads, in memory that they share. */
export interface BlockRing {
  /** a block is released to the readers as soon as it holds so many bytes */
  releaseAt: number;
  states: Int32Array;
  lengths: Int32Array;
  /** 1: the block that the file begins with */
  begins: Uint8Array;
  blocks: readonly Uint8Array[];
  /** [rises with every change; 1 when no more blocks come; 1 when a reader found a line that is not in order] */
  signals: Int32Array;
}

/** Room for the readers on `threads` threads, of which one also cuts; no line may be longer than `lineBytes`. */
export function emptyRing(threads: number, releaseAt = 256 * 1024, lineBytes: number = limits.lineBytes): BlockRing {
  const count = 2 * threads + 2; // more than can be in readers' hands, so one is always free or filled
  const capacity = releaseAt + 2 * lineBytes;
  return {
    releaseAt,
    states: sharedColumn(Int32Array, count),
    lengths: sharedColumn(Int32Array, count),
    begins: sharedColumn(Uint8Array, count),
    blocks: Array.from({ length: count }, () => sharedColumn(Uint8Array, capacity)),
    signals: sharedColumn(Int32Array, 3),
  };
}

/** Reads a block's bytes; false when a line is not in order. `begins`: the file begins with it. */
export type ReadBlock = (bytes: Uint8Array, begins: boolean) => boolean;

/** Takes a filled block and reads it; false when there is none. Once a line was not in order, blocks are only set free. */
export function takeBlock({ states, lengths, begins, blocks, signals }: BlockRing, read: ReadBlock): boolean {
  for (let slot = 0; slot < states.length; slot++) {
    if (Atomics.compareExchange(states, slot, state.filled, state.taken) !== state.filled) continue;
    const bytes = blocks[slot]!.subarray(0, lengths[slot]);
    if (Atomics.load(signals, 2) === 0 && !read(bytes, begins[slot] === 1)) Atomics.store(signals, 2, 1);
    Atomics.store(states, slot, state.free);
    return true;
  }
  return false;
}

/** Reads blocks until no more come; for threads other than the one that cuts: it sleeps while there is none. */
export function takeAllBlocks(ring: BlockRing, read: ReadBlock): void {
  for (;;) {
    const change = Atomics.load(ring.signals, 0);
    const isClosed = Atomics.load(ring.signals, 1) === 1;
    if (takeBlock(ring, read)) continue;
    if (isClosed) return;
    Atomics.wait(ring.signals, 0, change);
  }
}

/**
 * Cuts a file into blocks, reading one itself whenever all are filled, and all that are left in the end. False when a
 * reader found a line that is not in order or a line is longer than allowed: the file needs the checker. What the source
 * throws is passed on; in any case the readers end.
 */
export async function fillBlocks(
  ring: BlockRing,
  chunks: AsyncIterable<Uint8Array>,
  read: ReadBlock,
): Promise<boolean> {
  const writer = openBlockWriter(ring, read);
  try {
    for await (const chunk of chunks) if (!writer.push(chunk)) return false;
    writer.end();
  } finally {
    Atomics.store(ring.signals, 1, 1);
    wakeReaders(ring);
  }
  while (takeBlock(ring, read));
  return true;
}

function openBlockWriter(ring: BlockRing, read: ReadBlock) {
  const { states, lengths, begins, blocks, signals } = ring;
  let slot = claim();
  let length = 0;
  let isFirst = true;

  function claim(): number {
    for (;;) {
      const free = states.findIndex((_, each) => Atomics.load(states, each) === state.free);
      if (free >= 0) {
        Atomics.store(states, free, state.writing);
        return free;
      }
      takeBlock(ring, read);
    }
  }

  /** Releases the first `end` bytes to the readers; the rest begins the next block. */
  function release(end: number): void {
    const [full, rest] = [slot, blocks[slot]!.subarray(end, length)];
    lengths[full] = end;
    begins[full] = Number(isFirst);
    isFirst = false;
    slot = claim();
    blocks[slot]!.set(rest);
    length = rest.length;
    Atomics.store(states, full, state.filled);
    wakeReaders(ring);
  }

  return {
    /** False when the file needs the checker. */
    push(chunk: Uint8Array): boolean {
      for (let from = 0; from < chunk.length; ) {
        const block = blocks[slot]!;
        const part = chunk.subarray(from, from + block.length - length);
        block.set(part, length);
        from += part.length;
        length += part.length;
        if (length < ring.releaseAt) continue;
        const end = block.lastIndexOf(lineFeed, length - 1) + 1;
        if (end > 0) release(end);
        else if (length === block.length) return false;
      }
      return Atomics.load(signals, 2) === 0;
    },
    /** A last line needs no line end: it is given one. */
    end(): void {
      if (length === 0) return;
      if (blocks[slot]![length - 1] !== lineFeed) blocks[slot]![length++] = lineFeed;
      release(length);
    },
  };
}

function wakeReaders({ signals }: BlockRing): void {
  Atomics.add(signals, 0, 1);
  Atomics.notify(signals, 0);
}
