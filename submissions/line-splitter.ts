/** Called for each line with its 1-based number: its bytes without the line end, or null when it is longer than allowed. */
export type OnLine = (line: number, bytes: Uint8Array | null) => void;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = [0xef, 0xbb, 0xbf];

export interface LineSplitter {
  push(chunk: Uint8Array): void;
  /** to be called once after the last chunk: a last line needs no line end */
  end(): void;
}

/**
 * Splits bytes into lines wherever the chunks are cut. Holds at most one line of `maxBytes` in memory: of a longer one
 * nothing is kept. A byte-order mark at the start is dropped; empty lines are counted and not reported. The bytes that
 * `onLine` gets are good during the call only.
 *
 * @example
 * const lines = [];
 * const splitter = openLineSplitter(4, (line, bytes) => lines.push([line, bytes && new TextDecoder().decode(bytes)]));
 * splitter.push(new TextEncoder().encode('ab\r\n\nc'));
 * splitter.push(new TextEncoder().encode('d\ntoo long'));
 * splitter.end();
 * lines // → [[1, 'ab'], [3, 'cd'], [4, null]]
 */
export function openLineSplitter(maxBytes: number, onLine: OnLine): LineSplitter {
  let line = 0;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let tooLong = false;

  function hold(part: Uint8Array): void {
    heldBytes += part.byteLength;
    // one more byte for a carriage return, three more for a byte-order mark
    if (heldBytes > maxBytes + 4) tooLong = true;
    if (tooLong) held = [];
    else if (part.byteLength > 0) held.push(part.slice()); // the caller may use its buffer again
  }

  function finish(last: Uint8Array): void {
    line++;
    const isWhole = held.length === 0 && !tooLong;
    if (!isWhole) hold(last);
    const bytes = trim(isWhole ? last : joinBytes(held), line === 1);
    if (tooLong || bytes.byteLength > 0) onLine(line, tooLong || bytes.byteLength > maxBytes ? null : bytes);
    held = [];
    heldBytes = 0;
    tooLong = false;
  }

  return {
    push(chunk) {
      let start = 0;
      while (start < chunk.byteLength) {
        if (heldBytes === 0) {
          const content = skipLineFeeds(chunk, start); // a file of nothing but line ends must not cost more than its bytes
          line += content - start;
          start = content;
          if (start === chunk.byteLength) return;
        }
        const end = chunk.indexOf(lineFeed, start);
        if (end < 0) return hold(chunk.subarray(start));
        finish(chunk.subarray(start, end));
        start = end + 1;
      }
    },
    end() {
      if (heldBytes > 0) finish(new Uint8Array(0));
    },
  };
}

/** The first place from `start` on that is no line feed, or the end. */
function skipLineFeeds(chunk: Uint8Array, start: number): number {
  const end = chunk.byteLength;
  let at = start;
  while (at < end && chunk[at] === lineFeed) at++;
  return at;
}

/**
 * The parts in one array; a single part as it is, without a copy.
 *
 * @example
 * joinBytes([Uint8Array.of(1, 2), Uint8Array.of(3)]) // → [1, 2, 3]
 */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}

function trim(bytes: Uint8Array, isFirst: boolean): Uint8Array {
  const start = isFirst && byteOrderMark.every((byte, i) => bytes[i] === byte) ? byteOrderMark.length : 0;
  const end = bytes.at(-1) === carriageReturn ? bytes.byteLength - 1 : bytes.byteLength;
  return start === 0 && end === bytes.byteLength ? bytes : bytes.subarray(start, Math.max(start, end));
}
