import { findDuplicateKey } from '#submissions/duplicate-keys.ts';
import { inMebibytes, limits } from '#submissions/limits.ts';
import { joinBytes, type LineSplitter, openLineSplitter } from '#submissions/line-splitter.ts';
import { openListSplitter } from './json-list.ts';
import { headBytes, recogniseShape, type Shape } from './shape.ts';

/** Gets what a file holds, line by line. */
export interface OnValue {
  /** what the whole file is in place of UTF-8 JSON Lines, as a predicate; before any value */
  shape(predicate: string): void;
  /** the JSON value of a line with its 1-based number; the entries of a list are its lines */
  value(value: unknown, line: number): void;
  /** a line that is no JSON, or has a key twice, and why */
  broken(line: number, why: string): void;
}

/**
 * Reads unpacked bytes as JSON Lines of any shape, also as UTF-16, with bare carriage returns as line ends, or as one
 * JSON list. Blank lines are nothing. Holds the head of the file, then a line or an entry at a time.
 */
export function openValueReader(on: OnValue): LineSplitter {
  let head: Uint8Array | null = new Uint8Array(0);
  let body: LineSplitter | null = null;

  function start(bytes: Uint8Array): void {
    head = null;
    const shape = recogniseShape(bytes.subarray(0, headBytes));
    for (const predicate of shape.predicates) on.shape(predicate);
    body = openBody(shape, on);
    body.push(bytes);
  }
  return {
    push(chunk) {
      if (!head) return body?.push(chunk);
      head = joinBytes([head, chunk]);
      if (head.byteLength >= headBytes) start(head);
    },
    end() {
      if (head) start(head);
      body?.end();
    },
  };
}

function openBody({ encoding, list, bareReturns }: Shape, on: OnValue): LineSplitter {
  const take = openLineDecoder(on);
  const lines = list ? openListSplitter(limits.lineBytes, list, { entry: take, broken: on.broken }) : null;
  const splitter = lines ?? openLineSplitter(limits.lineBytes, take);
  const ended = bareReturns && !list ? withLineFeeds(splitter) : splitter;
  return encoding === 'utf-8' ? ended : fromUtf16(encoding, ended, on);
}

function openLineDecoder(on: OnValue): (line: number, bytes: Uint8Array | null) => void {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (line, bytes) => {
    if (!bytes) return on.broken(line, `It is longer than ${inMebibytes(limits.lineBytes)}, as no line may be.`);
    let value: unknown;
    try {
      const text = decoder.decode(bytes);
      if (text.trim() === '') return;
      value = JSON.parse(text);
      const key = findDuplicateKey(text);
      if (key !== null) return on.broken(line, `The key ${JSON.stringify(key)} stands twice: keep one.`);
    } catch {
      return on.broken(line, 'It is not JSON.');
    }
    on.value(value, line);
  };
}

/** Bare carriage returns end lines; JSON holds none inside its strings. */
function withLineFeeds(to: LineSplitter): LineSplitter {
  return {
    push: (chunk) => to.push(chunk.map((byte) => (byte === 0x0d ? 0x0a : byte))),
    end: to.end,
  };
}

/** UTF-16 becomes UTF-8 as it comes; where it breaks, the rest of the file is not read. */
function fromUtf16(encoding: 'utf-16le' | 'utf-16be', to: LineSplitter, on: OnValue): LineSplitter {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const encoder = new TextEncoder();
  let isWhole = true;
  function decode(chunk?: Uint8Array): void {
    if (!isWhole) return;
    try {
      to.push(encoder.encode(chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()));
    } catch {
      isWhole = false;
      on.broken(1, 'The file is UTF-16 that is damaged or cut off: write it again with encoding UTF-8.');
    }
  }
  return {
    push: decode,
    end() {
      decode();
      to.end();
    },
  };
}
