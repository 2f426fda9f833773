import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judgeRetrained, readTrainingRun, type TrainingRun } from './retrained.ts';

const run = (seed: number, accuracy: number, iou: number, changes: Partial<TrainingRun['of']> = {}): TrainingRun => ({
  folder: `seed-${seed}`,
  of: {
    ...{ stage: 'pgrpo', arm: 'progressive', recipe: { name: 'mini', seed }, prompt: { sha256: 'a' }, finished: true },
    ...{ git: { commit: 'c', dirty: false }, weights: { 'model.safetensors': String(seed) }, ...changes },
  },
  images: 100,
  figures: { accuracy, iou },
});
/** Accuracy 0.90 ± 0.02, IoU 0.30 ± 0.01. */
const reference = [run(1, 0.88, 0.29), run(2, 0.9, 0.3), run(3, 0.92, 0.31)];

describe('R2', () => {
  it('holds when the mean lies within two standard deviations, to the edge', () => {
    const { reasons, figures } = judgeRetrained([run(4, 0.85, 0.3), run(5, 0.86, 0.31), run(6, 0.87, 0.32)], reference);
    expect(reasons).toEqual([]);
    const [accuracy, iou] = figures;
    expect(accuracy?.mean).toBeCloseTo(0.86, 12);
    expect(accuracy?.deviation).toBeCloseTo(0.01, 12);
    expect(accuracy?.band?.low).toBeCloseTo(0.86, 12);
    expect(iou?.band?.high).toBeCloseTo(0.32, 12);
  });

  it('does not hold beyond them, and says which figure', () => {
    const { reasons } = judgeRetrained([run(4, 0.9, 0.33), run(5, 0.9, 0.33), run(6, 0.9, 0.33)], reference);
    expect(reasons).toEqual(['Mean iou 0.3300, expected 0.2800 to 0.3200.']);
  });

  it('is refused with fewer than three seeds, and with one seed three times', () => {
    expect(() => judgeRetrained([run(4, 0.9, 0.3), run(5, 0.9, 0.3)], reference)).toThrow(/2 folders .* at least 3/);
    expect(() => judgeRetrained([run(4, 1, 1), run(4, 1, 1), run(4, 1, 1)], reference)).toThrow(/1 different seeds/);
    expect(() => judgeRetrained(reference, reference.slice(1))).toThrow(/^The reference: 2 folders/);
  });

  it('does not hold from a changed tree, without hashes, or with another recipe', () => {
    const dirty = run(4, 0.9, 0.3, { git: { commit: 'c', dirty: true } });
    const bare = run(5, 0.9, 0.3, { weights: {}, git: null });
    const other = run(6, 0.9, 0.3, { recipe: { name: 'mini', seed: 6, max_pixels: 1 } });
    expect(judgeRetrained([dirty, bare, other], reference).reasons).toEqual([
      'seed-4: the working tree had changes that are in no commit.',
      'seed-5: no hash of the weights.',
      'seed-5: the commit is not known.',
      'seed-6 has another recipe than seed-1.',
    ]);
  });

  it('does not hold for runs that stopped early, held out another fold, or are one run given three times', () => {
    const early = run(4, 0.9, 0.3, { finished: false });
    const fold = run(5, 0.9, 0.3, { fold: 2 });
    const same = { weights: { 'model.safetensors': 'x' } };
    expect(judgeRetrained([early, fold, run(6, 0.9, 0.3)], reference).reasons).toEqual([
      'seed-4: the training did not come to its end. Go on with --resume.',
      'seed-5 has another fold than seed-1.',
    ]);
    const found = judgeRetrained([run(4, 0.9, 0.3, same), run(5, 0.9, 0.3, same), run(6, 0.9, 0.3, same)], reference);
    expect(found.reasons).toEqual(['Two folders hold the same weights: they are one training run.']);
  });

  it('holds for second stages that start each from its own first stage', () => {
    const from = (seed: number) => ({
      recipe: { name: 'mini', seed, model: { base: `seed-${seed}/sft`, dtype: 'x' } },
    });
    const runs = [4, 5, 6].map((seed) => run(seed, 0.9, 0.3, from(seed)));
    expect(
      judgeRetrained(
        runs,
        [1, 2, 3].map((seed, k) => run(seed, 0.88 + k * 0.02, 0.29 + k * 0.01, from(seed))),
      ).reasons,
    ).toEqual([]);
  });

  it('is held to the paper where there is no reference', () => {
    const runs = [run(1, 0.98, 0.36), run(2, 0.981, 0.35), run(3, 0.982, 0.34)];
    expect(judgeRetrained(runs, null).reasons).toEqual([]);
    expect(judgeRetrained(reference, null).reasons).toHaveLength(2);
  });

  it('reads what training writes: the record beside the mini model', async () => {
    const { of, images, figures } = await readTrainingRun(fileURLToPath(new URL('../run/mini-model', import.meta.url)));
    expect([of.recipe.seed, images]).toEqual([1, 280]);
    expect(figures.accuracy).toBeGreaterThan(0);
  });

  it('says what is wrong with a folder', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'fx-retrained-'));
    await expect(readTrainingRun(folder)).rejects.toThrow(/has no training\.json/);
    await writeFile(path.join(folder, 'training.json'), '{');
    await expect(readTrainingRun(folder)).rejects.toThrow(/training\.json cannot be read/);
    await writeFile(path.join(folder, 'training.json'), '{"stage": "sft"}');
    await expect(readTrainingRun(folder)).rejects.toThrow(/not a training run/);
    const { evaluation: _, ...of } = { evaluation: 0, ...run(1, 1, 1).of };
    await writeFile(path.join(folder, 'training.json'), JSON.stringify(of));
    await expect(readTrainingRun(folder)).rejects.toThrow(/was not evaluated/);
    await rm(folder, { recursive: true });
  });
});
