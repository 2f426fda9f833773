import { openChecker } from '#submissions/checker.ts';
import type { IssueHint, IssueList } from '#submissions/issue.ts';
import { type DoctorImage, openImageFinder } from './images.ts';
import { openMender } from './repair.ts';
import { openValueReader } from './value-reader.ts';

/** Unpacked bytes in, the bytes of the corrected copy out, as they come; the checker reads along. */
export interface Corrector {
  push(chunk: Uint8Array): Uint8Array<ArrayBuffer>;
  /** after the last chunk: the rest of the copy, and what the checker says of all of it */
  end(): { rest: Uint8Array<ArrayBuffer>; list: IssueList };
}

/** Writes a corrected copy for the images of a split. Lines that no program can mend are left out, and so are found missing. */
export function openCorrector(images: ReadonlyMap<string, DoctorImage>, hint: IssueHint | null): Corrector {
  const mend = openMender(openImageFinder(images.values()), hint);
  const checker = openChecker(images);
  const encoder = new TextEncoder();
  let ready = '';
  const reader = openValueReader({
    shape() {},
    value(value) {
      const line = mend(value);
      if (line) ready += `${JSON.stringify(line)}\n`;
    },
    broken() {},
  });
  function take(): Uint8Array<ArrayBuffer> {
    const bytes = encoder.encode(ready);
    ready = '';
    checker.push(bytes);
    return bytes;
  }
  return {
    push(chunk) {
      reader.push(chunk);
      return take();
    },
    end() {
      reader.end();
      return { rest: take(), list: checker.end() };
    },
  };
}
