import { createReadStream } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { measurePredictions } from '#grader/reading/measure.ts';
import { defaultSeed, graderVersion } from '#grader/release/version.ts';
import { score } from '#grader/scoring/score.ts';
import { packTruth } from '#grader/truth/pack.ts';
import { readTruth } from '#submissions/dataset-files.ts';
import { type Prediction, prediction } from '#submissions/format.ts';
import { overallSlice } from '#submissions/scorecard.ts';
import { storedRunFolder } from './mini-model.ts';
import { rescore } from './stored-run.ts';

describe('R0: a stored run', () => {
  it.each(['dev', 'test'])('gives the same predictions to the byte on the %s split', async (split) => {
    const { counts, stored, sha256 } = await rescore(storedRunFolder(split));
    expect(sha256).toBe(stored.run.predictionsSha256);
    expect(counts).toEqual(stored.run.counts);
  });

  it('gives the same figures on the dev split, whose answers are public', async () => {
    const folder = storedRunFolder('dev');
    const { text, stored } = await rescore(folder);
    const truth = packTruth(await readTruth(createReadStream(path.join(folder, 'truth.jsonl'))));
    const lines = text.trimEnd().split('\n');
    const predictions = lines.map((line): Prediction => prediction.parse(JSON.parse(line)));
    const { slices } = score(truth, measurePredictions(truth, predictions), { seed: defaultSeed, resamples: 2 });
    expect(stored.graderVersion, 'a new grader: keep the runs anew').toBe(graderVersion);
    expect(slices[overallSlice]?.metrics).toEqual(stored.metrics);
  });

  it('is refused when a byte of its answers was changed', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'fx-stored-'));
    await cp(storedRunFolder('dev'), folder, { recursive: true });
    const file = path.join(folder, 'responses.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).replace('generated', 'real'));
    await expect(rescore(folder)).rejects.toThrow(/responses\.jsonl has SHA-256 .* but the run names/);
    await rm(folder, { recursive: true });
  });
});
