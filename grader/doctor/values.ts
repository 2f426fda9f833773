import { findDuplicateKey } from '#submissions/duplicate-keys.ts';
import { limits } from '#submissions/limits.ts';
import { type LineSplitter, openLineSplitter } from '#submissions/lines.ts';

export interface OnValue {
  /** what a line holds, with its 1-based number */
  value(value: unknown, line: number): void;
  /** a line that is no JSON to be trusted, and why */
  broken(line: number, why: string): void;
}

/** Reads unpacked bytes as JSON Lines of any shape. Blank lines are nothing. */
export function openValueReader(on: OnValue): LineSplitter {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return openLineSplitter(limits.lineBytes, (line, bytes) => {
    if (!bytes) return on.broken(line, 'It is longer than any line may be.');
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
  });
}
