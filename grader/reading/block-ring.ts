import { sharedColumn } from '#grader/arrays/shared.ts';
import { limits } from '#submissions/limits.ts';

const lineFeed = 0x0a;

const state = { free: 0, writing: 1, filled: 2, taken: 3 } as const;

/** Blocks of whole lines on their way from the thread that cuts a file to whichever is free, in memory they share. */
export interface BlockRing {
  /** a block is handed on as soon as it holds so many bytes */
  handOnAt: number;
  states: Int32Array;
  lengths: Int32Array;
  /** 1: the block that the file begins with */
  begins: Uint8Array;
  blocks: readonly Uint8Array[];
  /** [rises with every change, 1 when nothing more comes, 1 when a reader found something that is not in order] */
  signals: Int32Array;
}

/** Room for the readers on `threads` threads, of which one also cuts; no line may be longer than `lineBytes`. */
export function emptyRing(threads: number, handOnAt = 256 * 1024, lineBytes: number = limits.lineBytes): BlockRing {
  const count = 2 * threads + 2; // more than can be in readers' hands, so one is always free or filled
  const capacity = handOnAt + 2 * lineBytes;
  return {
    handOnAt,
    states: sharedColumn(Int32Array, count),
    lengths: sharedColumn(Int32Array, count),
    begins: sharedColumn(Uint8Array, count),
    blocks: Array.from({ length: count }, () => sharedColumn(Uint8Array, capacity)),
    signals: sharedColumn(Int32Array, 3),
  };
}

/** Reads a block's bytes; false when something is not in order. `begins`: the file begins with it. */
export type ReadBlock = (bytes: Uint8Array, begins: boolean) => boolean;

/** Takes a block that is filled and reads it; false when there is none. After something was not in order blocks are only let go. */
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

/** Takes blocks until nothing more comes; for threads other than the one that cuts: it waits without turning. */
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
 * reader found something that is not in order or a line is longer than allowed: the file needs the checker. What the
 * source throws is passed on; the readers are told that nothing more comes in any case.
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
    tell(ring);
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

  /** Hands on the first `end` bytes; the rest begins the next block. */
  function handOn(end: number): void {
    const [full, rest] = [slot, blocks[slot]!.subarray(end, length)];
    lengths[full] = end;
    begins[full] = Number(isFirst);
    isFirst = false;
    slot = claim();
    blocks[slot]!.set(rest);
    length = rest.length;
    Atomics.store(states, full, state.filled);
    tell(ring);
  }

  return {
    /** False when there is no use in going on. */
    push(chunk: Uint8Array): boolean {
      for (let from = 0; from < chunk.length; ) {
        const block = blocks[slot]!;
        const part = chunk.subarray(from, from + block.length - length);
        block.set(part, length);
        from += part.length;
        length += part.length;
        if (length < ring.handOnAt) continue;
        const end = block.lastIndexOf(lineFeed, length - 1) + 1;
        if (end > 0) handOn(end);
        else if (length === block.length) return false;
      }
      return Atomics.load(signals, 2) === 0;
    },
    /** A last line needs no line end: it is given one. */
    end(): void {
      if (length === 0) return;
      if (blocks[slot]![length - 1] !== lineFeed) blocks[slot]![length++] = lineFeed;
      handOn(length);
    },
  };
}

function tell({ signals }: BlockRing): void {
  Atomics.add(signals, 0, 1);
  Atomics.notify(signals, 0);
}
