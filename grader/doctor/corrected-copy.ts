import { openChecker } from '#submissions/checker.ts';
import type { IssueHint, IssueList } from '#submissions/issue.ts';
import { type DoctorImage, openImageFinder } from './images.ts';
import { openRepairer } from './repair.ts';
import { openValueReader } from './value-reader.ts';

/** Unpacked bytes in, the bytes of the corrected copy out, as they come; the copy is checked on the way. */
export interface Corrector {
  push(chunk: Uint8Array): Uint8Array<ArrayBuffer>;
  /** after the last chunk: the rest of the copy, and the issues of all of it */
  end(): { rest: Uint8Array<ArrayBuffer>; list: IssueList };
}

/** A corrected copy for the images of a split. Lines that no program can repair are left out, and so are found missing. */
export function openCorrector(images: ReadonlyMap<string, DoctorImage>, hint: IssueHint | null): Corrector {
  const repair = openRepairer(openImageFinder(images.values()), hint);
  const checker = openChecker(images);
  const encoder = new TextEncoder();
  let ready = '';
  const reader = openValueReader({
    shape() {},
    value(value) {
      const line = repair(value);
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
