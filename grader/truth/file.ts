import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { dataPaths } from '#db/env.ts';
import type { Dataset } from '#db/schema.ts';
import { readTruth } from '#submissions/dataset-files.ts';
import type { Truth } from '#submissions/format.ts';
import { sealedTruthName } from '#submissions/sealed-truth.ts';
import { sha256Of } from '#submissions/sha256.ts';
import { sealedSplit } from '#submissions/terms.ts';

/**
 * Where the answers of a split lie: sealed ones in the truth folder under their hash, public ones beside the images.
 * @throws when sealed ones are asked for and there is no truth folder
 */
export function truthFile(dataDir: string, truthDir: string | null, dataset: Pick<Dataset, 'split' | 'truthSha256'>) {
  if (dataset.split !== sealedSplit) return path.join(dataPaths(dataDir).dataset, `${dataset.split}.truth.jsonl`);
  if (!truthDir) throw new Error('FX_TRUTH_DIR is not set: this process was not given the sealed answers.');
  return path.join(truthDir, sealedTruthName(dataset.truthSha256));
}

/** Reads the answers. @throws when the file is missing or its bytes are not those of `sha256`. */
export async function loadTruth(file: string, sha256: string): Promise<Truth[]> {
  const bytes = await readFile(file);
  const found = sha256Of(bytes);
  if (found !== sha256) {
    throw new Error(`The answers in ${file} have SHA-256 ${found}, not ${sha256}. Restore the registered file.`);
  }
  return readTruth([bytes]);
}
