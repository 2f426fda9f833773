import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readAnswers } from '#grader/baseline/run/answer-file.ts';
import { type Assembled, assemblePredictions } from '#grader/baseline/run/assemble.ts';
import { runManifest } from '#grader/baseline/run/run-manifest.ts';
import { readManifest } from '#submissions/dataset-files.ts';
import { sha256Of } from '#submissions/sha256.ts';

/** The `run.json` of a stored run, beside the split's manifest and the raw answers. */
export const storedRun = z.strictObject({
  run: runManifest,
  /** overall metrics of the report the file got, and the grader that gave it */
  graderVersion: z.string(),
  truthSha256: z.string(),
  metrics: z.record(z.string(), z.number().nullable()),
});
export type StoredRun = z.infer<typeof storedRun>;

export interface Rescored extends Assembled {
  stored: StoredRun;
  responses: Buffer;
  /** the split's manifest as stored */
  manifestSha256: string;
}

/**
 * R0: makes the prediction file of a stored run again from its raw answers. @throws when answers or manifest do not have
 * the hashes that the run gives, or the predictions differ by a byte
 */
export async function rescore(folder: string): Promise<Rescored> {
  const stored = storedRun.parse(JSON.parse(await readFile(path.join(folder, 'run.json'), 'utf8')));
  const manifest = await readFile(path.join(folder, 'manifest.jsonl'));
  const responses = await readFile(path.join(folder, 'responses.jsonl'));
  const { run } = stored;
  requireHash(sha256Of(manifest), run.data.manifestSha256, 'manifest.jsonl');
  requireHash(sha256Of(responses), run.responsesSha256, 'responses.jsonl');
  const answers = await readAnswers(path.join(folder, 'responses.jsonl'));
  const byId = new Map(answers.map((record) => [record.image_id, record]));
  const made = assemblePredictions(await readManifest([manifest]), byId, run.settings);
  requireHash(made.sha256, run.predictionsSha256, 'The prediction file made from the answers');
  return { ...made, stored, responses, manifestSha256: run.data.manifestSha256 };
}

function requireHash(found: string, expected: string, what: string): void {
  if (found !== expected) throw new Error(`${what} has SHA-256 ${found}, but the run names ${expected}.`);
}
