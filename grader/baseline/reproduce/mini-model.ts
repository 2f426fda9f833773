import { fileURLToPath } from 'node:url';
import type { RunSettings } from '#grader/baseline/run/run-manifest.ts';

/** The team of every baseline run; its entries are marked as baseline wherever they are shown. */
export const baselineTeam = 'FakeXplained maintainers';

/** A run of the mini model in the repository: a toy that exercises the pipeline, marked as one in its name. */
export const miniSettings: Omit<RunSettings, 'split'> = {
  model: 'fakexplainer-mini',
  method: 'FakeXplainer-mini (toy model)',
  prompt: 'mini.v1',
  minPixels: 3136,
  maxPixels: 50_176,
  maxTokens: 256,
  seed: 0,
  concurrency: 32,
};

/** The stored run of the mini model on a split of the data set of a first start: shown where no model can be run. */
export function storedRunFolder(split: string): string {
  return fileURLToPath(new URL(`runs/mini-${split}`, import.meta.url));
}
