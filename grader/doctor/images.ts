import path from 'node:path';
import type { ManifestLine } from '#submissions/format.ts';

export interface FoundImage {
  line: ManifestLine;
  /** null when the id was right */
  how: string | null;
}

/** Finds the image that a line means: by its id, else by its file's path, name, or name without ending. */
export function openImageFinder(manifest: readonly ManifestLine[]): (written: string) => FoundImage | null {
  const byId = new Map(manifest.map((line) => [line.image_id, line]));
  const byName = new Map<string, ManifestLine | null>();
  const name = (key: string, line: ManifestLine) => byName.set(key, byName.has(key) ? null : line); // null: ambiguous
  for (const line of manifest) {
    const base = path.posix.basename(line.file);
    for (const key of new Set([line.file, base, path.posix.parse(base).name])) name(key, line);
  }
  return (written) => {
    const right = byId.get(written);
    if (right) return { line: right, how: null };
    const slashed = written.replaceAll('\\', '/');
    const base = path.posix.basename(slashed);
    for (const key of [slashed, base, path.posix.parse(base).name]) {
      const line = byId.get(key) ?? byName.get(key);
      if (line) return { line, how: 'file names stood where ids belong' };
    }
    return null;
  };
}
