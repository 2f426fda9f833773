import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { shareArrays } from './columns/growing.ts';
import { packValue, readPacked } from './columns/packed.ts';
import { packTruth, type TruthPack } from './pack.ts';
import { graderVersion } from './version.ts';

/** Where packs of a person's own truth files are kept; sealed ones lie beside their file. */
export const personalCache = path.join(homedir(), '.cache', 'fakexplained');

/** Changes with the shape of a pack: older files are not read. */
const shape = 3;

/**
 * The packed truth of a file, and its hash. Packing costs more than scoring, so the pack is kept in `directory` under the
 * file's hash; a cache that cannot be read or written is done without.
 */
export async function loadTruthPack(file: string, directory: string): Promise<{ truth: TruthPack; sha256: string }> {
  const sha256 = await hashFile(file);
  const cached = path.join(directory, `${sha256}.${graderVersion}.${shape}.truth`);
  const known = await readKept(cached);
  if (known) return { truth: known, sha256 };
  const { readTruth } = await import('#submissions/dataset-files.ts'); // with its schemas; seldom needed
  const truth = packTruth(await readTruth(createReadStream(file)));
  await keep(cached, packValue(truth)).catch(() => {});
  return { truth: shareArrays(truth), sha256 };
}

/** What was kept, or null: a file that is missing or broken only costs time. */
async function readKept(file: string): Promise<TruthPack | null> {
  return readPacked<TruthPack>(file).catch(() => null);
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(chunk);
  return hash.digest('hex');
}

/** Whole or not at all. */
async function keep(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const half = `${file}.${process.pid}`;
  await writeFile(half, bytes, { mode: 0o600 });
  await rename(half, file);
}
