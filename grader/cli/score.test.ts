import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder = '';
const at = (name: string) => path.join(folder, name);
const fx = (...options: string[]) => spawnSync(process.execPath, ['grader/cli.ts', ...options], { encoding: 'utf8' });
const lines = (values: readonly object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const size = { width: 100, height: 80 };
const images = (split: string) => Array.from({ length: 5 }, (_, i) => ({ image_id: `${split}${i}`, ...size }));
const region = { box: [0.1, 0.1, 0.5, 0.6], text: 'a hand with six fingers' };
const fake = { label: 'fake', tags: ['attributes'] };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fx-score-'));
  for (const split of ['dev', 'test']) {
    const manifest = images(split).map((image) => ({
      ...image,
      file: `images/${image.image_id}.png`,
      sha256: 'a'.repeat(64),
    }));
    await writeFile(at(`${split}.manifest.jsonl`), lines(manifest));
  }
  const origin = { family: 'gan', generator: 'vqgan', source: 'imagenet' };
  const truth = images('dev').map((image, i) =>
    i < 4
      ? { ...image, ...fake, ...origin, regions: [{ ...region, box: [10, 8, 50, 48] }] }
      : { ...image, label: 'real', source: 'coco' },
  );
  await writeFile(at('dev.truth.jsonl'), lines(truth));
  const predict = (split: string) => images(split).map(({ image_id }) => ({ image_id, ...fake, regions: [region] }));
  await writeFile(at('dev.jsonl'), lines(predict('dev')));
  await writeFile(at('test.jsonl'), lines(predict('test')));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('fx check names the split whose ids a file has, once', () => {
  const { status, stdout } = fx('check', '--manifest', at('dev.manifest.jsonl'), '--predictions', at('test.jsonl'));
  expect([status, stdout.match(/These are ids of the test split/g)?.length]).toEqual([1, 1]);
  expect(stdout).toContain('… and 3 more that say the same');
  expect(stdout).toContain('10 issues: 5 × unknown_image, 5 × missing_image');
});

it('fx score says on stderr that boxes look like another convention, and scores them', () => {
  const scored = fx(
    ...['score', '--truth', at('dev.truth.jsonl'), '--predictions', at('dev.jsonl'), '--json'],
    ...['--resamples', '0', '--threads', '1', '--cache', at('cache')],
  );
  expect([scored.status, scored.stderr]).toEqual([
    0,
    expect.stringContaining('Look again: Most boxes look normalised'),
  ]);
  expect(JSON.parse(scored.stdout).slices.overall.n).toBe(5);
});

it('fx score on packed answers loads neither schemas nor database drivers, which would cost more than the scoring', () => {
  const files = ['--truth', at('dev.truth.jsonl'), '--predictions', at('dev.jsonl'), '--cache', at('cache')];
  const score = () =>
    spawnSync(
      process.execPath,
      ['--import', './grader/cli/loaded.fixture.mjs', 'grader/fx.mjs', 'score', '--json', ...files],
      {
        encoding: 'utf8',
      },
    );
  score(); // packs the answers
  const { status, stderr } = score();
  expect([status, stderr.includes('grader/scoring/score.ts')]).toEqual([0, true]);
  expect(
    stderr.split('\n').filter((url) => /node_modules\/(zod|drizzle-orm|postgres|bullmq|sharp)\//.test(url)),
  ).toEqual([]);
});
