import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openAnswerFile } from './answer-file.ts';
import { askAll, type ModelServer } from './ask.ts';
import { loadPrompt, promptSha256 } from './prompt.ts';
import type { RunSettings } from './run-manifest.ts';
import { downloadManifest, loadImage, type Site } from './site-client.ts';

export interface SelfCheck {
  images: number;
  concurrencies: readonly [number, number];
  /** answers that differ by a byte */
  different: number;
  /** largest difference of log-odds */
  largestDifference: number;
}

export interface SelfCheckOptions {
  settings: RunSettings;
  /** images that are asked about */
  count: number;
  concurrencies: readonly [number, number];
}

/**
 * Asks about the first images of the split at two concurrencies and compares the answers: whether an answer depends on
 * the other images of its batch. Greedy decoding alone does not rule that out.
 */
export async function selfCheck(
  site: Site,
  server: ModelServer,
  { settings, count, concurrencies }: SelfCheckOptions,
): Promise<SelfCheck> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fx-selfcheck-'));
  try {
    const lines = (await downloadManifest(site, settings.split)).lines.slice(0, count);
    const prompt = await loadPrompt(settings.prompt);
    const { model, maxTokens, seed } = settings;
    const asking = { model, promptSha256: promptSha256(prompt), temperature: 0, maxTokens, seed };
    const rounds = [];
    for (const concurrency of concurrencies) {
      await using answers = await openAnswerFile(path.join(folder, `${concurrency}.jsonl`));
      const images = lines.map((line) => ({
        imageId: line.image_id,
        sha256: line.sha256,
        load: () => loadImage(site, line, path.join(folder, 'images')),
      }));
      await askAll(images, { server, prompt, asking, concurrency, answers });
      rounds.push(answers.known);
    }
    const [first, second] = rounds;
    const check = { images: lines.length, concurrencies, different: 0, largestDifference: 0 };
    for (const [key, a] of first ?? []) {
      const b = second?.get(key);
      if (a.answer !== b?.answer) check.different++;
      const apart = Math.abs((a.log_odds ?? 0) - (b?.log_odds ?? 0));
      check.largestDifference = Math.max(check.largestDifference, apart);
    }
    return check;
  } finally {
    await rm(folder, { recursive: true });
  }
}
