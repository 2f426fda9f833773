import { defaultResamples, defaultSeed } from '#grader/release/version.ts';
import type { ResampleCounts } from '#grader/scoring/resample-counts.ts';
import { loadResampleCounts } from '#grader/scoring/resample-counts-cache.ts';
import { loadTruthPack } from '#grader/truth/cache.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { BrokenSurroundings } from './broken-surroundings.ts';

export interface TruthRequest {
  truthFile: string;
  truthSha256: string;
  /** where packed answers are kept: as secret as the answers */
  truthCache: string;
}

export interface LoadedTruth {
  truth: TruthPack;
  /** of the resamples that all submissions share */
  resampleCounts: ResampleCounts;
}

let held: (LoadedTruth & { sha256: string; truthFile: string }) | null = null;

/** The packed answers of a split; those asked for last stay in this thread's memory. @throws when the file is another one */
export async function loadTruthCached({ truthFile, truthSha256, truthCache }: TruthRequest): Promise<LoadedTruth> {
  if (held?.sha256 === truthSha256 && held.truthFile === truthFile) return held;
  const { truth, sha256 } = await loadTruthPack(truthFile, truthCache);
  if (sha256 !== truthSha256) {
    throw new BrokenSurroundings(
      `The answers in ${truthFile} have SHA-256 ${sha256}, not ${truthSha256}. Restore the registered file.`,
    );
  }
  const resampling = { seed: defaultSeed, resamples: defaultResamples };
  held = {
    sha256,
    truthFile,
    truth,
    resampleCounts: await loadResampleCounts({ truth, sha256 }, resampling, truthCache),
  };
  return held;
}
