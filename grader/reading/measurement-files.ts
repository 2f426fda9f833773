import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { writeSecret } from '#grader/arrays/cached-value.ts';
import { deserializeValue, serializeValue } from '#grader/arrays/serialize.ts';
import { isMissing } from '#submissions/missing-file.ts';
import { sha256Of } from '#submissions/sha256.ts';
import { StoredFileTrouble } from '#submissions/store.ts';
import type { Measurements } from './measurements.ts';

/** Changes with the shape of what is kept: files of another shape are not read. */
const shape = 1;

interface Written {
  shape: number;
  truthSha256: string;
  measurements: Measurements;
}

/**
 * Keeps measurements under the hash of their bytes, which it returns: packed columns, Zstandard. They lie in the truth
 * folder, out of the site's reach. The same measurements are kept once.
 */
export async function writeMeasurements(
  directory: string,
  measurements: Measurements,
  truthSha256: string,
): Promise<string> {
  const written: Written = { shape, truthSha256, measurements };
  const serialized = serializeValue(written);
  // in one piece, so that another thread compresses it while this one is busy with arithmetic
  const bytes = await promisify(zstdCompress)(serialized, { chunkSize: serialized.length });
  const sha256 = sha256Of(bytes);
  const file = fileOf(directory, sha256);
  await writeSecret(file, bytes);
  return sha256;
}

/**
 * What was kept under a hash; null when it was kept in another shape, or lies there no more.
 * @throws when the bytes are not those of the hash, or belong to other answers
 */
export async function readMeasurements(
  directory: string,
  sha256: string,
  truthSha256: string,
): Promise<Measurements | null> {
  const file = fileOf(directory, sha256);
  const bytes = await readFile(file).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (!bytes) return null;
  if (sha256Of(bytes) !== sha256) {
    throw new StoredFileTrouble(
      `The bytes of ${file} are not those of its name. Remove it; it is made again from the prediction file.`,
    );
  }
  const plain = await promisify(zstdDecompress)(bytes, { chunkSize: 2 ** 20 });
  const written = deserializeValue<Written>(Uint8Array.from(plain).buffer);
  if (written.truthSha256 !== truthSha256) throw new Error(`The measurements in ${file} belong to other answers.`);
  return written.shape === shape ? written.measurements : null;
}

function fileOf(directory: string, sha256: string): string {
  return path.join(directory, sha256.slice(0, 2), sha256);
}
