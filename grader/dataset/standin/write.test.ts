import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCard } from '#grader/dataset/card.ts';
import { type DatasetImage, datasetPaths, readPart } from '#grader/dataset/directory.ts';
import { sha256Of } from '#submissions/sha256.ts';
import { planImages } from './plan.ts';
import { writeMiniDataset } from './write.ts';

const counts = { train: 3, dev: 10, test: 8 };
let folder = '';
let dev: DatasetImage[] = [];
const at = (...names: string[]) => path.join(folder, ...names);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fx-mini-'));
  for (const name of ['a', 'b'])
    await writeMiniDataset({ out: at(name), truthDir: at(`${name}-truth`), seed: 9, ...counts });
  const paths = datasetPaths(at('a'));
  dev = await readPart(paths.manifest('dev'), paths.truth('dev'));
}, 30_000);

afterAll(() => rm(folder, { recursive: true }));

describe('writeMiniDataset', () => {
  it('gives the same manifests, answers and card to the byte for the same seed', async () => {
    for (const name of [
      'card.json',
      'train.truth.jsonl',
      'dev.truth.jsonl',
      'dev.manifest.jsonl',
      'test.manifest.jsonl',
    ]) {
      expect(await readFile(at('b', name), 'utf8'), name).toBe(await readFile(at('a', name), 'utf8'));
    }
    expect(await readdir(at('a-truth'))).toEqual(await readdir(at('b-truth')));
  });

  it('keeps the sealed answers out of the public directory, under their hash', async () => {
    const card = await readCard(at('a'));
    const [sealed = '', ...more] = await readdir(at('a-truth'));
    expect(more).toEqual([]);
    expect(sealed).toBe(`${card.splits.test?.truthSha256}.truth.jsonl`);
    expect(sha256Of(await readFile(at('a-truth', sealed)))).toBe(card.splits.test?.truthSha256);
    const everything = await readdir(at('a'), { recursive: true });
    expect(everything.filter((name) => name.endsWith('.truth.jsonl')).sort()).toEqual([
      'dev.truth.jsonl',
      'train.truth.jsonl',
    ]);
  });

  it('calls itself a stand-in and counts what it holds', async () => {
    const card = await readCard(at('a'));
    expect(card).toMatchObject({ name: 'FakeXplained-mini', standIn: true, seed: 9 });
    expect(card.description).toContain('procedural stand-in');
    expect(card.splits.dev).toMatchObject({ images: 10, reals: 5, fakes: 5 });
    expect(card.splits.train).toMatchObject({ images: 3, reals: 1, fakes: 2 });
    expect(card.generators).toHaveLength(28);
  });

  it('publishes the images that the manifest describes', async () => {
    for (const { manifest } of dev) {
      const bytes = await readFile(at('a', manifest.file));
      const { width, height, format } = await sharp(bytes).metadata();
      expect({ width, height, format }).toEqual({ width: manifest.width, height: manifest.height, format: 'webp' });
      expect(sha256Of(bytes)).toBe(manifest.sha256);
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(256);
      expect(Math.max(width, height)).toBeLessThanOrEqual(512);
    }
    expect((await readdir(at('a', 'images'))).length).toBe(21);
  });

  it('explains every fake with boxes inside the image and no real image at all', () => {
    for (const { truth } of dev) {
      if (truth.label === 'real') continue;
      expect(truth.regions.length).toBeGreaterThan(0);
      expect(truth.tags.length).toBeGreaterThan(0);
      for (const { box } of truth.regions) {
        expect(box[0] >= 0 && box[1] >= 0 && box[2] <= truth.width && box[3] <= truth.height).toBe(true);
      }
    }
  });

  it('does not write over anything', async () => {
    await writeFile(at('b', 'mine.txt'), 'keep');
    await expect(writeMiniDataset({ out: at('b'), truthDir: at('t'), seed: 1, ...counts })).rejects.toThrow(
      'is not empty',
    );
    expect(await readFile(at('b', 'mine.txt'), 'utf8')).toBe('keep');
    await expect(writeMiniDataset({ out: at('b', 'mine.txt'), truthDir: at('t'), seed: 1, ...counts })).rejects.toThrow(
      'cannot be used as a folder',
    );
    expect(await readFile(at('b', 'mine.txt'), 'utf8')).toBe('keep');
  });
});

describe('planImages', () => {
  it('draws other images for another seed, and half real for each', () => {
    const [one, other] = [
      planImages(1, { train: 0, dev: 56, test: 56 }),
      planImages(2, { train: 0, dev: 56, test: 56 }),
    ];
    expect(one.map(({ id }) => id)).not.toEqual(other.map(({ id }) => id));
    expect(one.filter(({ generator, split }) => split === 'dev' && generator === null)).toHaveLength(28);
    expect(new Set(one.map(({ id }) => id)).size).toBe(112);
  });

  it('gives each generator and each scene its equal share', () => {
    const fakes = planImages(4, { train: 0, dev: 112, test: 0 }).filter(({ generator }) => generator !== null);
    for (const images of Map.groupBy(fakes, ({ generator }) => generator?.name).values())
      expect(images).toHaveLength(2);
    for (const images of Map.groupBy(fakes, ({ scene }) => scene.name).values()) expect(images).toHaveLength(8);
  });
});
