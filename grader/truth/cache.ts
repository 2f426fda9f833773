import { createReadStream } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { cacheShape, loadOrMake } from '#grader/arrays/cached-value.ts';
import { shareArrays } from '#grader/arrays/shared.ts';
import { graderVersion } from '#grader/release/version.ts';
import { sha256OfStream } from '#submissions/sha256.ts';
import { packTruth, type TruthPack } from './pack.ts';

/** Where the packs of truth files on this account are kept; the grader's worker keeps its own beside the sealed answers. */
export const personalCache = path.join(homedir(), '.cache', 'fakexplained');

/**
 * The packed truth of a file, and its hash. Packing costs more than scoring, so the pack is kept in `directory` under the
 * file's hash.
 */
export async function loadTruthPack(file: string, directory: string): Promise<{ truth: TruthPack; sha256: string }> {
  const sha256 = await sha256OfStream(createReadStream(file, { highWaterMark: 2 ** 20 }));
  const truth = await loadOrMake(path.join(directory, `${sha256}.${graderVersion}.${cacheShape}.truth`), async () => {
    const { readTruth } = await import('#submissions/dataset-files.ts'); // loads the schemas, which a cached pack needs not
    return shareArrays(packTruth(await readTruth(createReadStream(file))));
  });
  return { truth, sha256 };
}
