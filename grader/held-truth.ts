import type { TruthPack } from './pack.ts';
import { loadTruthPack } from './truth-cache.ts';

export interface WantedTruth {
  truthFile: string;
  truthSha256: string;
  /** where packed answers are kept: as secret as the answers */
  truthCache: string;
}

let held: { sha256: string; truth: TruthPack } | null = null;

/** The packed answers of a split; those asked for last stay in this thread's memory. @throws when the file is another one */
export async function holdTruth({ truthFile, truthSha256, truthCache }: WantedTruth): Promise<TruthPack> {
  if (held?.sha256 === truthSha256) return held.truth;
  const { truth, sha256 } = await loadTruthPack(truthFile, truthCache);
  if (sha256 !== truthSha256) {
    throw new Error(
      `The answers in ${truthFile} have SHA-256 ${sha256}, not ${truthSha256}. Restore the registered file.`,
    );
  }
  held = { sha256, truth };
  return truth;
}
