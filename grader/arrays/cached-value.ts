import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '#submissions/missing-file.ts';
import { readSerialized, serializeValue } from './serialize.ts';

/** Changes with the shape of what is cached: files of another shape are not read. */
export const cacheShape = 4;

/**
 * The value that `file` holds, or else what `make` makes, which is written there for the next time. A file that is
 * missing or damaged only costs time; one that cannot be read or written for another reason is warned of.
 */
export async function loadOrMake<T>(file: string, make: () => Promise<T>): Promise<T> {
  try {
    return await readSerialized<T>(file);
  } catch (error) {
    if (!isMissing(error)) warn(`The cache ${file} cannot be read and is made again`, error);
  }
  const value = await make();
  try {
    await writeSecret(file, serializeValue(value));
  } catch (error) {
    warn(`The cache ${file} cannot be written, so its value is made again each time`, error);
  }
  return value;
}

/** Writes a file whole or not at all, readable for its owner alone, also where others write it at the same time. */
export async function writeSecret(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const { default: writeFileAtomic } = await import('write-file-atomic'); // most commands only read
  await writeFileAtomic(file, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { mode: 0o600 });
}

function warn(what: string, error: unknown): void {
  process.emitWarning(`${what}: ${error instanceof Error ? error.message : String(error)}`, { type: 'CacheWarning' });
}
