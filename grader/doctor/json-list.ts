import { joinBytes, type LineSplitter, type OnLine } from '#submissions/line-splitter.ts';
import type { ListPlace } from './shape.ts';

interface OnEntry {
  /** the bytes of an entry with its 1-based number, or null when it is longer than allowed */
  entry: OnLine;
  broken(entry: number, why: string): void;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const opens: readonly number[] = [0x5b, 0x7b];
const closes: readonly number[] = [0x5d, 0x7d];
const blanks: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];

/**
 * Splits UTF-8 bytes into the entries of the JSON list that starts after `start` bytes, wherever the chunks are cut.
 * Holds at most one entry of `maxBytes` in memory: of a longer one nothing is kept.
 */
export function openListSplitter(maxBytes: number, { key, start }: ListPlace, on: OnEntry): LineSplitter {
  let skip = start;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let number = 1;
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** behind the list's end, and whether something but blanks stood there */
  let ended = false;
  let more = false;

  function hold(part: Uint8Array): void {
    heldBytes += part.byteLength;
    if (heldBytes > maxBytes) held = [];
    else if (part.byteLength > 0) held.push(part.slice()); // the caller may use its buffer again
  }

  function finish(last: Uint8Array, isEnd: boolean): void {
    hold(last);
    const bytes = heldBytes > maxBytes ? null : joinBytes(held);
    const isBlank = bytes?.every((byte) => blanks.includes(byte)) ?? false;
    if (!isBlank) on.entry(number, bytes);
    else if (!isEnd) on.broken(number, 'Nothing stands between two commas.');
    number++;
    held = [];
    heldBytes = 0;
  }

  /** Reads on from `from`; returns where the entry ends, or the chunk. */
  function findEnd(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.byteLength; at++) {
      const byte = chunk[at]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
      } else if (byte === quote) inString = true;
      else if (opens.includes(byte)) depth++;
      else if (depth === 0 && (byte === comma || closes.includes(byte))) return at;
      else if (closes.includes(byte)) depth--;
    }
    return chunk.byteLength;
  }

  return {
    push(chunk) {
      let from = Math.min(skip, chunk.byteLength);
      skip -= from;
      while (!ended && from < chunk.byteLength) {
        const end = findEnd(chunk, from);
        if (end === chunk.byteLength) return hold(chunk.subarray(from));
        ended = chunk[end] !== comma;
        finish(chunk.subarray(from, end), ended);
        from = end + 1;
      }
      if (ended && !more) more = chunk.subarray(from).some((byte) => !blanks.includes(byte));
    },
    end() {
      if (!ended) on.broken(number, 'The file ends before its list does: it is cut off.');
      else if (more && key === null) on.broken(number, 'Something stands behind the end of the list.');
    },
  };
}
