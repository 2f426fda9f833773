import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#grader/dataset/seeded-random.ts';
import { measurePredictions } from '#grader/reading/measure.ts';
import { packTruth } from '#grader/truth/pack.ts';
import type { Prediction, Truth } from '#submissions/format.ts';
import { metrics } from '#submissions/scorecard.ts';
import { drawResampleCounts } from './resample-counts.ts';
import { score } from './score.ts';
import { openScoringThreads } from './threads.ts';

const golden = (name: string) =>
  readFileSync(new URL(`../../tests/golden/${name}.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
const truths: Truth[] = golden('good.truth');
const predictions: Prediction[] = golden('good.predictions');

function grade(truth: readonly Truth[], predicted: readonly Prediction[]) {
  const pack = packTruth(truth);
  return score(pack, measurePredictions(pack, predicted), { seed: 3, resamples: 40 });
}

describe('score', () => {
  const expected = grade(truths, predictions);

  it('does not depend on the order of lines, regions and tags, to the bit', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { shuffled } = seededRandom(seed);
        const mixed = shuffled(predictions).map((line) => ({
          ...line,
          ...(line.regions && { regions: shuffled(line.regions) }),
          ...(line.tags && { tags: shuffled(line.tags) }),
        }));
        const found = grade(shuffled(truths), mixed);
        expect(withoutAp(found.slices)).toEqual(withoutAp(expected.slices));
        expect(found.replicates).toEqual(expected.replicates);
      }),
      { numRuns: 12 },
    );
  });

  it('gives the truth itself the best value of every metric, in every slice', () => {
    const answers = truths.map(
      (truth): Prediction =>
        truth.label === 'real'
          ? { image_id: truth.image_id, label: 'real', score: 0 }
          : {
              image_id: truth.image_id,
              label: 'fake',
              score: 1,
              regions: truth.regions.map(({ box, text }) => ({ box, text: text || 'x', score: 1 })),
              tags: truth.tags,
            },
    );
    for (const [slice, { metrics: values }] of Object.entries(grade(truths, answers).slices)) {
      for (const { key, better } of metrics) {
        const best = key === 'brier' || better === 'lower' ? 0 : 1;
        if (slice === 'overall') expect(values[key], key).not.toBeNull();
        expect(values[key] ?? best, `${key} of ${slice}`).toBeCloseTo(best, 9);
      }
    }
  });

  it('gives an all-real file nothing, and null where there is nothing to measure', () => {
    const nothing = truths.map(({ image_id }): Prediction => ({ image_id, label: 'real' }));
    const { metrics: values } = grade(truths, nothing).slices['overall']!;
    expect(values).toMatchObject({
      recall: 0,
      specificity: 1,
      balancedAccuracy: 0.5,
      iou: 0,
      groundingF1: 0,
      groundedText: 0,
      rightReason: 0,
      fxScore: 0,
      auroc: null,
      averagePrecision: null,
      brier: null,
      ap: null,
      hallucinationRate: null,
      pixelPrecision: null,
    });
  });

  it('says the same to the bit on one, two and three threads', async () => {
    const pack = packTruth(truths);
    const resampleCounts = drawResampleCounts(pack, { seed: 3, resamples: 40 });
    const file = readFileSync(new URL('../../tests/golden/good.predictions.jsonl', import.meta.url));
    /** empty lines make the file large enough to be shared */
    const padded = [
      file.subarray(0, file.indexOf(10) + 1),
      Buffer.alloc(2 ** 24, '\n'),
      file.subarray(file.indexOf(10) + 1),
    ];
    for (const threads of [1, 2, 3]) {
      await using pool = openScoringThreads(threads);
      for (const chunks of [[file], padded]) {
        const read = await pool.read(Readable.from(chunks), pack);
        expect(read && (await pool.score(pack, read, { resampleCounts }))).toEqual(expected);
      }
    }
  });

  it('has intervals in order, and none for what could not be measured', () => {
    for (const { metrics: values, intervals } of Object.values(expected.slices)) {
      for (const [key, bounds] of Object.entries(intervals)) {
        if (!bounds) continue;
        expect(bounds[0], key).toBeLessThanOrEqual(bounds[1]);
        expect(values[key as keyof typeof values], key).not.toBeNull();
      }
    }
  });
});

/** COCO's average precision breaks ties of region scores by the order in the line, as pycocotools does. */
function withoutAp(slices: ReturnType<typeof grade>['slices']) {
  return Object.fromEntries(
    Object.entries(slices).map(([name, slice]) => [
      name,
      { ...slice, metrics: { ...slice.metrics, ap: null, ap50: null, ap75: null } },
    ]),
  );
}
