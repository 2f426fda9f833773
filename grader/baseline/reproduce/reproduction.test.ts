import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalSha256 } from '#grader/baseline/run/canonical.ts';
import { runManifest } from '#grader/baseline/run/run-manifest.ts';
import { compareAnswers } from './agreement.ts';
import { differingFacts, partHashes } from './manifest-parts.ts';
import { storedRunFolder } from './mini-model.ts';
import { bandOf, gapsOf, type JudgedRun, reasonsAgainst } from './reproduction.ts';
import { storedRun } from './stored-run.ts';

let reference: JudgedRun;
beforeAll(async () => {
  const stored = storedRun.parse(
    JSON.parse(await readFile(path.join(storedRunFolder('dev'), 'run.json'), 'utf8')) as unknown,
  );
  reference = { manifest: stored.run, figures: { accuracy: 0.6, iou: 0.2 } };
});

/** The reference run again, with something else about it. */
const again = (change: (manifest: JudgedRun['manifest']) => void, figures = reference.figures): JudgedRun => {
  const manifest = runManifest.parse(structuredClone(reference.manifest));
  change(manifest);
  return { manifest, figures };
};
const against = (run: JudgedRun, agreement: number | null = 1) => reasonsAgainst(run, [reference], agreement);

describe('R1', () => {
  it('holds for the same run, and to the edge of every tolerance', () => {
    expect(against(reference)).toEqual([]);
    expect(
      against(
        again(() => {}, { accuracy: 0.603, iou: 0.195 }),
        0.99,
      ),
    ).toEqual([]);
  });

  it('does not hold beyond a tolerance, and says which', () => {
    expect(
      against(
        again(() => {}, { accuracy: 0.6031, iou: 0.1949 }),
        0.989,
      ),
    ).toEqual([
      'Accuracy 0.6031, expected 0.5970 to 0.6030.',
      'IoU 0.1949, expected 0.1950 to 0.2050.',
      'The same verdict on 98.9% of the images; 99% are asked for.',
    ]);
    expect(against(again(({ counts }) => Object.assign(counts, { malformed: 1 })))).toEqual([
      'More malformed answers than the reference had.',
    ]);
    expect(
      against(
        again(() => {}, { accuracy: null, iou: 0.2 }),
        null,
      ),
    ).toEqual(['No Accuracy yet.', 'Its answers cannot be compared with the reference’s.']);
  });

  it.each([
    ['weights', 'No hash of the weights.', (m: JudgedRun['manifest']) => delete m.model['model.safetensors']],
    ['commit', 'No hash of the code.', (m: JudgedRun['manifest']) => Object.assign(m.code, { commit: null })],
    ['libraries', 'No hash of the libraries.', (m: JudgedRun['manifest']) => Object.assign(m, { libraries: {} })],
    ['hardware', 'No hash of the hardware.', (m: JudgedRun['manifest']) => Object.assign(m.engine, { device: null })],
    ['tree', /changes that are in no commit/, (m: JudgedRun['manifest']) => Object.assign(m.code, { dirty: true })],
    ['tree', /changes that are in no commit/, (m: JudgedRun['manifest']) => Object.assign(m.code, { dirty: null })],
    [
      'environments',
      /answers come from 2 environments/,
      (m: JudgedRun['manifest']) => Object.assign(m, { environments: 2 }),
    ],
    ['count', '279 answers for 280 images.', (m: JudgedRun['manifest']) => Object.assign(m.counts, { images: 279 })],
    [
      'prompt',
      'Another prompt: sha256 differs.',
      (m: JudgedRun['manifest']) => Object.assign(m.prompt, { sha256: 'b' }),
    ],
    ['seed', 'Another decoding: seed differs.', (m: JudgedRun['manifest']) => Object.assign(m.settings, { seed: 1 })],
  ])('is refused when the %s is missing or another: %s', (_, reason, change) => {
    expect(against({ ...reference, manifest: changed(change) })[0]).toMatch(reason);
  });

  const changed = (change: (manifest: JudgedRun['manifest']) => void) => {
    const manifest = structuredClone(reference.manifest);
    change(manifest);
    return manifest;
  };

  it('names the file of the weights that is another', () => {
    const other = again(({ model }) => Object.assign(model, { 'model.safetensors': 'f'.repeat(64) }));
    expect(against(other)).toEqual(['Another weights: model.safetensors differs.']);
  });

  it('lets engine, libraries and hardware differ, and names them all the same', () => {
    const elsewhere = again((manifest) => {
      manifest.libraries['torch'] = '9.9.9';
      manifest.engine.device = 'cuda';
    });
    expect(against(elsewhere)).toEqual([]);
    expect(differingFacts(elsewhere.manifest, reference.manifest)).toEqual([
      { part: 'libraries', name: 'torch', a: '9.9.9', b: '2.11.0' },
      { part: 'hardware', name: 'device', a: 'cuda', b: 'cpu' },
    ]);
  });

  it('takes mean and spread of five signed-off runs in place of the provisional tolerance', () => {
    const runs = [0.59, 0.595, 0.6, 0.605, 0.61].map((accuracy) => again(() => {}, { accuracy, iou: 0.2 }));
    expect(bandOf('accuracy', runs.slice(1))).toMatchObject({ expected: 0.595, low: 0.592, runs: 4 });
    const band = bandOf('accuracy', runs);
    expect(band?.expected).toBeCloseTo(0.6, 12);
    expect(band?.high).toBeCloseTo(0.6 + 3 * Math.sqrt(0.00025 / 4), 12);
    expect(
      reasonsAgainst(
        again(() => {}, { accuracy: 0.62, iou: 0.2 }),
        runs,
        1,
      ),
    ).toEqual([]);
  });

  it('has a stored reference without gaps, whose parts are all hashed', () => {
    expect(gapsOf(reference.manifest)).toEqual([]);
    for (const hash of Object.values(partHashes(reference.manifest))) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the agreement of two runs', () => {
  const real = { answer: '<think></think><verdict>real</verdict>' };
  const fake = { answer: '<think>a</think><verdict>generated</verdict>' };
  const alsoFake = { answer: '<think>b</think><verdict>generated</verdict>' };

  it('counts verdicts and answers; an image that a run lacks counts against', () => {
    const a = new Map(Object.entries({ i: real, j: fake, k: fake, l: { answer: '' }, m: real }));
    const b = new Map(Object.entries({ i: real, j: alsoFake, k: real, l: { answer: 'nothing' } }));
    expect(compareAnswers(a, b)).toEqual({ images: 5, sameVerdicts: 3, sameAnswers: 1, differing: ['k', 'm'] });
  });
});

describe('the hash of a value', () => {
  it('does not depend on the order of keys', () => {
    expect(canonicalSha256({ a: [1, { c: null, b: 'x' }], d: undefined })).toBe(
      canonicalSha256({ a: [1, { b: 'x', c: null }] }),
    );
    expect(canonicalSha256({ a: 1 })).not.toBe(canonicalSha256({ a: '1' }));
  });
});
