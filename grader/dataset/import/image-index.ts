import { readdir } from 'node:fs/promises';
import path from 'node:path';

export interface ImageIndex {
  /** all image files, as paths within the folder with `/`, sorted */
  files: readonly string[];
  /**
   * The file that a record means: by its path within the folder, by the longest end of a path written on another
   * machine, or by its name without ending. @throws an Error with the reason when none or several are meant
   */
  find(written: string): string;
}

const imageName = /\.(?:webp|jpe?g|png|avif|gif|tiff?|bmp)$/i;

/** Looks through a folder of images, nested folders included. @throws when it cannot be read */
export async function indexImages(folder: string): Promise<ImageIndex> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new Error(`${folder} cannot be read: an imported data set has its images there.`, { cause });
  });
  const files = entries
    .filter((entry) => entry.isFile() && imageName.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort();
  const bySuffix = Map.groupBy(
    files.flatMap((file) => suffixesOf(file).map((suffix) => ({ suffix, file }))),
    ({ suffix }) => suffix,
  );
  return { files, find: (written) => findBySuffix(written, bySuffix) };
}

/** `a/b/c.png` → `a/b/c.png`, `b/c.png`, `c.png` and the same without `.png`. */
function suffixesOf(file: string): string[] {
  const parts = file.split('/');
  const suffixes = parts.map((_, i) => parts.slice(i).join('/'));
  return [...suffixes, ...suffixes.map((suffix) => suffix.replace(imageName, ''))];
}

function findBySuffix(written: string, bySuffix: ReadonlyMap<string, readonly { file: string }[]>): string {
  const parts = written
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  for (let i = 0; i < parts.length; i++) {
    const found = bySuffix.get(parts.slice(i).join('/'));
    const exact = found?.find(({ file }) => file === parts.slice(i).join('/'));
    if (exact) return exact.file;
    if (found?.length === 1 && found[0]) return found[0].file;
    if (found)
      throw new Error(
        `${written} could be any of ${found
          .map(({ file }) => file)
          .slice(0, 3)
          .join(', ')}.`,
      );
  }
  throw new Error(`There is no image ${written}.`);
}
