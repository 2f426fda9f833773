import { openChecker } from '#submissions/checker.ts';
import type { IssueHint, IssueList } from '#submissions/issue.ts';
import { explainUnknownIds } from '#submissions/unknown-ids.ts';
import { openFileBytes, UnreadableFile, walkBytes } from './file-bytes.browser.ts';
import { loadImages } from './manifests.browser.ts';

export type BrowserCheck =
  | { kind: 'checked'; list: IssueList; suspicion: IssueHint | null }
  /** the file cannot be unpacked here; the server will check it */
  | { kind: 'unchecked'; reason: string };

/** Checks a file with the server's own checker before it is sent. `onProgress` gets the share read, 0…1. */
export async function checkInBrowser(
  file: File,
  split: string,
  onProgress: (share: number) => void,
): Promise<BrowserCheck> {
  const bytes = await openFileBytes(file, onProgress);
  if (!bytes) return { kind: 'unchecked', reason: 'Zstandard files are checked on the server.' };
  const checker = openChecker(await loadImages(split));
  try {
    await walkBytes(bytes, (chunk) => {
      checker.push(chunk);
      return !checker.isGivenUp;
    });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { kind: 'unchecked', reason: 'The file could not be unpacked in the browser; the server will say why.' };
  }
  const list = checker.end();
  // the ids of the other splits are not loaded here: the doctor names the split
  return {
    kind: 'checked',
    list: checker.unknownIds() ? explainUnknownIds(list, null) : list,
    suspicion: checker.likelyConvention(),
  };
}
