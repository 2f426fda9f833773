import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { measurePredictions } from '#grader/reading/measure.ts';
import { imageSizes, packTruth } from '#grader/truth/pack.ts';
import { score } from '#grader/scoring/score.ts';
import { checkPredictions } from '#submissions/check-file.ts';
import { readTruth } from '#submissions/dataset-files.ts';
import type { Prediction } from '#submissions/format.ts';
import { metricKeys } from '#submissions/scorecard.ts';

/** Made with scikit-learn, pycocotools and nltk; never from our own output. */
const expected = z.object({
  slices: z.record(
    z.string(),
    z.object({ n: z.number(), fakes: z.number(), reals: z.number(), metrics: z.record(z.string(), z.number().nullable()) }),
  ),
});

const here = (name: string) => new URL(name, import.meta.url);

async function scoreGolden(name: string) {
  const truth = packTruth(await readTruth(createReadStream(here(`${name}.truth.jsonl`))));
  const read: Prediction[] = [];
  const file = createReadStream(here(`${name}.predictions.jsonl`));
  const list = await checkPredictions(file, imageSizes(truth), { onPrediction: (each) => read.push(each) });
  expect(list.issues).toEqual([]);
  return score(truth, measurePredictions(truth, read), { seed: 1, resamples: 0 }).slices;
}

describe.each(['good', 'poor', 'no-scores', 'edge'])('the golden set %s', (name) => {
  it('comes out to 1e-9 in every slice and metric', async () => {
    const { slices } = expected.parse(JSON.parse(await readFile(here(`${name}.expected.json`), 'utf8')));
    const found = await scoreGolden(name);
    expect(Object.keys(found).sort()).toEqual(Object.keys(slices).sort());
    const wrong: string[] = [];
    for (const [slice, { metrics, ...counts }] of Object.entries(slices)) {
      expect(found[slice]).toMatchObject(counts);
      for (const key of metricKeys) {
        const want = metrics[key];
        const have = found[slice]?.metrics[key];
        const near = typeof want === 'number' && typeof have === 'number' && Math.abs(want - have) <= 1e-9;
        if (!near && want !== have) wrong.push(`${slice} ${key}: ${have}, expected ${want}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
