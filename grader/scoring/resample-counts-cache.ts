import path from 'node:path';
import { cacheShape, loadOrMake } from '#grader/arrays/cached-value.ts';
import { graderVersion } from '#grader/release/version.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { drawResampleCounts, type ResampleCounts } from './resample-counts.ts';
import type { Resampling } from './resampling.ts';

/**
 * The resample counts of a truth, kept in `directory` under its hash: they are the same for every submission. Warns and
 * draws them again where the file cannot be read or written.
 */
export async function loadResampleCounts(
  { truth, sha256 }: { truth: TruthPack; sha256: string },
  resampling: Resampling,
  directory: string,
): Promise<ResampleCounts> {
  if (resampling.resamples === 0) return drawResampleCounts(truth, resampling);
  const name = `${sha256}.${graderVersion}.${cacheShape}.${resampling.seed}.${resampling.resamples}.draws`;
  return loadOrMake(path.join(directory, name), async () => drawResampleCounts(truth, resampling));
}
