import { openChecker } from '#submissions/check.ts';
import type { ImageSize } from '#submissions/doctor.ts';
import type { IssueHint, IssueList } from '#submissions/issue.ts';

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
  const compression = await compressionOf(file);
  if (compression === 'zstd') return { kind: 'unchecked', reason: 'Zstandard files are checked on the server.' };
  const checker = openChecker(await loadImages(split));
  let read = 0;
  const counted = file.stream().pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        read += chunk.byteLength;
        onProgress(read / file.size);
        controller.enqueue(chunk);
      },
    }),
  );
  const bytes = compression === 'gzip' ? counted.pipeThrough(new DecompressionStream('gzip')) : counted;
  const reader = bytes.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      checker.push(part.value);
      await nextTask();
    }
  } catch {
    return { kind: 'unchecked', reason: 'The file could not be unpacked in the browser; the server will say why.' };
  }
  return { kind: 'checked', list: checker.end(), suspicion: checker.suspicion() };
}

async function compressionOf(file: File): Promise<'gzip' | 'zstd' | 'none'> {
  const [a, b, c, d] = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (a === 0x1f && b === 0x8b) return 'gzip';
  return a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd ? 'zstd' : 'none';
}

const manifests = new Map<string, Promise<Map<string, ImageSize>>>();

function loadImages(split: string): Promise<Map<string, ImageSize>> {
  const loading = manifests.get(split) ?? fetchImages(split);
  manifests.set(split, loading);
  loading.catch(() => manifests.delete(split));
  return loading;
}

async function fetchImages(split: string): Promise<Map<string, ImageSize>> {
  const answer = await fetch(`/data/${split}.manifest.jsonl`);
  if (!answer.ok) throw new Error(`The manifest of the ${split} split could not be loaded (${answer.status}).`);
  const lines = (await answer.text()).split('\n').filter((line) => line.trim() !== '');
  return new Map(
    lines.map((line) => {
      const { image_id, width, height } = JSON.parse(line);
      return [String(image_id), { width: Number(width), height: Number(height) }];
    }),
  );
}

/** Lets the page breathe between two chunks. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
