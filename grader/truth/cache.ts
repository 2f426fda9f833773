import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { writeWhole } from '#grader/arrays/atomic-write.ts';
import { packValue, readPacked } from '#grader/arrays/serialize.ts';
import { shareArrays } from '#grader/arrays/shared.ts';
import { graderVersion } from '#grader/release/version.ts';
import { type Draws, makeDraws } from '#grader/scoring/draws.ts';
import type { Resampling } from '#grader/scoring/replicates.ts';
import { packTruth, type TruthPack } from './pack.ts';

/** Where packs of a person's own truth files are kept; those of the grader's worker lie beside the sealed answers. */
export const personalCache = path.join(homedir(), '.cache', 'fakexplained');

/** Changes with the shape of what is kept: older files are not read. */
const shape = 4;

/**
 * The packed truth of a file, and its hash. Packing costs more than scoring, so the pack is kept in `directory` under the
 * file's hash; a cache that cannot be read or written is done without.
 */
export async function loadTruthPack(file: string, directory: string): Promise<{ truth: TruthPack; sha256: string }> {
  const sha256 = await hashFile(file);
  const truth = await load(path.join(directory, `${sha256}.${graderVersion}.${shape}.truth`), async () => {
    const { readTruth } = await import('#submissions/dataset-files.ts'); // with its schemas; seldom needed
    return shareArrays(packTruth(await readTruth(createReadStream(file))));
  });
  return { truth, sha256 };
}

/** The draws of the bootstrap on a truth, kept likewise: they are the same for every submission. */
export async function loadDraws(
  { truth, sha256 }: { truth: TruthPack; sha256: string },
  resampling: Resampling,
  directory: string,
): Promise<Draws> {
  if (resampling.resamples === 0) return makeDraws(truth, resampling);
  const name = `${sha256}.${graderVersion}.${shape}.${resampling.seed}.${resampling.resamples}.draws`;
  return load(path.join(directory, name), async () => makeDraws(truth, resampling));
}

/** What was kept in `file`, or else what `make` makes, which is kept then: a file that is missing or cut only costs time. */
async function load<T>(file: string, make: () => Promise<T>): Promise<T> {
  const known = await readPacked<T>(file).catch(() => null);
  if (known) return known;
  const value = await make();
  await writeWhole(file, packValue(value)).catch(() => {});
  return value;
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(chunk);
  return hash.digest('hex');
}
