import { appendFile, copyFile, cp, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DatasetImage, datasetPaths, readPart, writePart } from '#grader/dataset/directory.ts';
import { writeMiniDataset } from '#grader/dataset/standin/write.ts';
import { sha256Of } from '#submissions/sha256.ts';
import { balanceFindings } from './balance.ts';
import { checkDataset } from './check-dataset.ts';

let folder = '';
let truthDir = '';
let clean = '';
let spoiled = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fx-check-'));
  clean = path.join(folder, 'clean');
  spoiled = path.join(folder, 'spoiled');
  truthDir = path.join(folder, 'truth');
  await writeMiniDataset({ out: clean, truthDir, seed: 5, train: 0, dev: 10, test: 4 });
}, 30_000);
beforeEach(async () => {
  await rm(spoiled, { recursive: true, force: true });
  await cp(clean, spoiled, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true }));

const check = () => checkDataset(spoiled, { truthDir });
const readDev = () => readPart(datasetPaths(spoiled).manifest('dev'), datasetPaths(spoiled).truth('dev'));
const fileOf = (image: DatasetImage | undefined) => path.join(spoiled, image?.manifest.file ?? '');

/** Writes the dev split anew with its first fake changed. */
async function changeFirstFake(
  change: (fake: Extract<DatasetImage['truth'], { label: 'fake' }>) => object,
): Promise<string> {
  const images = await readDev();
  const first = images.findIndex(({ truth }) => truth.label === 'fake');
  const changed = images.map(({ manifest, truth }, i): DatasetImage => {
    if (i !== first || truth.label === 'real') return { manifest, truth };
    return { manifest, truth: { ...truth, ...change(truth) } };
  });
  await writePart(spoiled, 'dev', changed);
  return changed[first]?.truth.image_id ?? '';
}

describe('checkDataset', () => {
  it('finds nothing in a clean data set, and counts what it holds', async () => {
    const report = await check();
    expect(report.findings).toEqual([]);
    expect(report.parts.map(({ part, images, balance }) => [part, images, balance?.fakes])).toEqual([
      ['dev', 10, 5],
      ['test', 4, 2],
    ]);
  });

  it('checks the images of a test split without its answers', async () => {
    const report = await checkDataset(spoiled, { truthDir: null });
    expect(report.parts[1]).toMatchObject({ part: 'test', images: 4, balance: null });
  });

  it.each([
    ['bad_box', { regions: [{ box: [5, 5, 5000, 50], text: 'bent' }] }],
    ['bad_box', { regions: [{ box: [50, 5, 10, 50], text: 'bent' }] }],
    ['absurd_box', { regions: [{ box: [5, 5, 7, 60], text: 'bent' }] }],
    ['bad_text', { regions: [{ box: [5, 5, 60, 60], text: ' ' }] }],
    ['bad_text', { regions: [{ box: [5, 5, 60, 60], text: '12 %' }] }],
    ['repeated_region', { regions: Array(2).fill({ box: [5, 5, 60, 60], text: 'bent' }) }],
    ['no_regions', { regions: [] }],
    ['no_tags', { tags: [] }],
    ['wrong_size', { width: 9000 }],
  ])('finds %s in the answers', async (expected, change) => {
    const imageId = await changeFirstFake(() => change);
    const { findings } = await check();
    expect(findings).toContainEqual(expect.objectContaining({ check: expected, part: 'dev', imageId }));
    expect(new Set(findings.map((finding) => finding.check))).toEqual(new Set([expected]));
  });

  it('finds a box that is all of the image', async () => {
    await changeFirstFake(({ width, height }) => ({ regions: [{ box: [0, 0, width, height], text: 'all wrong' }] }));
    expect((await check()).counts).toEqual({ absurd_box: 1 });
  });

  it('finds files that are missing, broken, exchanged and strange', async () => {
    const [missing, broken, scaled] = await readDev();
    await rm(fileOf(missing));
    await truncate(fileOf(broken), 200);
    await sharp(await readFile(fileOf(scaled)))
      .resize(300, 300)
      .toFile(`${fileOf(scaled)}.tmp.webp`);
    await copyFile(`${fileOf(scaled)}.tmp.webp`, fileOf(scaled));
    const { findings } = await check();
    const found = findings.map(({ check: name, imageId }) => [name, imageId]);
    expect(found).toContainEqual(['missing_file', missing?.manifest.image_id]);
    expect(found).toContainEqual(['unreadable_file', broken?.manifest.image_id]);
    expect(found).toContainEqual(['wrong_hash', scaled?.manifest.image_id]);
    expect(found).toContainEqual(['wrong_size', scaled?.manifest.image_id]);
    expect(found).toContainEqual(['stray_file', null]);
  });

  it('finds the same image twice, as a copy and re-encoded in another split', async () => {
    const [one, two] = await readDev();
    const paths = datasetPaths(spoiled);
    const bytes = await sharp(await readFile(fileOf(one)))
      .webp({ quality: 50 })
      .toBuffer();
    await writeFile(path.join(paths.images, 'again.webp'), bytes);
    const line = { ...one?.manifest, image_id: 'again', file: 'images/again.webp', sha256: sha256Of(bytes) };
    await appendFile(paths.manifest('test'), `${JSON.stringify(line)}\n`);
    await copyFile(fileOf(two), path.join(paths.images, 'copy.webp'));
    const copy = { ...two?.manifest, image_id: 'copy', file: 'images/copy.webp' };
    await appendFile(paths.manifest('test'), `${JSON.stringify(copy)}\n`);
    const { findings } = await checkDataset(spoiled, { truthDir: null });
    expect(findings.map(({ check: name, imageId }) => [name, imageId])).toEqual([
      ['duplicate_image', 'copy'],
      ['near_duplicate', 'again'],
    ]);
  });

  it('passes on what keeps a file from being read: only one that is not there is missing', async () => {
    const [image] = await readDev();
    await rm(fileOf(image));
    await symlink(fileOf(image), fileOf(image)); // ELOOP, as no rights would be EACCES
    await expect(check()).rejects.toThrow(`${fileOf(image)} cannot be read.`);
  });

  it('and only answers that are not there go unchecked', async () => {
    const truth = datasetPaths(spoiled).truth('dev');
    await rm(truth);
    expect((await check()).parts[0]).toMatchObject({ part: 'dev', images: 10, balance: null });
    await symlink(truth, truth);
    await expect(check()).rejects.toThrow('ELOOP');
  });

  it('refuses a folder that is no data set', async () => {
    await expect(checkDataset(truthDir, { truthDir: null })).rejects.toThrow('holds no data set');
  });
});

describe('balanceFindings', () => {
  const images = (n: number, isFake: (i: number) => boolean, ending = (_: number) => 'webp') =>
    Array.from({ length: n }, (_, i): DatasetImage => {
      const image_id = `id-${String((i * 7919) % 10007).padStart(5, '0')}`;
      const size = { image_id, width: 100, height: 100 };
      const manifest = { ...size, file: `images/${image_id}.${ending(i)}`, sha256: '0'.repeat(64) };
      if (!isFake(i)) return { manifest, truth: { ...size, label: 'real', source: 'coco' } };
      const answer = { family: 'gan', generator: `gan-${i % 3 === 0 ? 1 : 2}`, regions: [], tags: [] } as const;
      return { manifest, truth: { ...size, ...answer, regions: [], tags: [], label: 'fake', source: 'coco' } };
    });
  const found = (list: DatasetImage[]) => balanceFindings('dev', list).map(({ check: name }) => name);

  it('finds that the order or the file format goes with the label', () => {
    expect(found(images(100, (i) => i % 2 === 0))).toEqual([]);
    expect(found(images(100, (i) => i < 50))).toContain('telling_order');
    expect(
      found(
        images(
          100,
          (i) => i % 2 === 0,
          (i) => (i % 2 === 0 ? 'png' : 'jpg'),
        ),
      ),
    ).toEqual(['telling_format']);
  });

  it('finds that the ids go with the label', () => {
    const sorted = images(100, () => true)
      .map(({ manifest }) => manifest.image_id)
      .sort();
    const middle = sorted[50] ?? '';
    const list = images(100, () => true).map((image, i): DatasetImage => {
      if (image.manifest.image_id < middle) return image;
      return images(100, () => false)[i] ?? image;
    });
    expect(found(list)).toContain('telling_id');
  });

  it('finds that a label or a generator is rare', () => {
    expect(found(images(90, (i) => i % 10 === 1))).toContain('unbalanced_labels');
    const rare = images(100, (i) => i % 2 === 0).map((image, i): DatasetImage => {
      return image.truth.label === 'fake'
        ? { ...image, truth: { ...image.truth, generator: i === 0 ? 'gan-1' : 'gan-2' } }
        : image;
    });
    expect(found(rare)).toEqual(['unbalanced_generators']);
  });
});
