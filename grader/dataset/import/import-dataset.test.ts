import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCard } from '#grader/dataset/card.ts';
import { checkDataset } from '#grader/dataset/check/check-dataset.ts';
import { datasetPaths, readPart } from '#grader/dataset/directory.ts';
import { splitDataset } from '#grader/dataset/split.ts';
import { type ImportOptions, importDataset } from './import-dataset.ts';

let folder = '';
let raw = '';
let out = '';
const options = (): ImportOptions => ({
  out,
  generators: path.join(raw, 'origins.csv'),
  link: false,
  name: 'FakeXplained',
  version: '1',
  seed: 4,
});

function swift(
  image: string,
  { answer = '', ref = [], bbox = [] }: { answer?: string; ref?: string[]; bbox?: number[][] },
) {
  const messages = [
    { role: 'user', content: '<image>Is it real?' },
    { role: 'assistant', content: answer },
  ];
  return { messages, images: [image], ...(ref.length + bbox.length > 0 ? { objects: { ref, bbox } } : {}) };
}

const good = swift('/home/someone/images/batch_a/fake-1.png', {
  answer: '<think>…<tag>Texture Errors, perspective</tag></think><verdict>generated</verdict>',
  ref: ['beak bent', 'leg missing'],
  bbox: [
    [1, 2, 30, 40],
    [-0.5, 5, 20, 60.8],
  ],
});

/** Every way in which a record cannot be used, with a part of the reason that is given. */
const unusable: [unknown, string][] = [
  ['{"images":', 'Not JSON'],
  [[1], 'Not a JSON object'],
  [swift('batch_a/nowhere.png', {}), 'There is no image'],
  [swift('batch_a/fake-1.png', {}), 'stands on line 1 already'],
  [swift('batch_a/fake-2.png', { ref: ['one'], bbox: [] }), '1 texts, but 0 boxes'],
  [swift('batch_a/fake-2.png', { ref: ['x'], bbox: [[0, 0, 90, 40]] }), 'outside the image of 64×60'],
  [swift('batch_a/fake-3.png', { ref: ['x'], bbox: [[40, 0, 20, 40]] }), 'empty or inverted'],
  [swift('batch_a/fake-4.png', { ref: [''], bbox: [[0, 0, 20, 40]] }), 'A text of 0 characters'],
  [
    swift('batch_a/fake-5.png', { answer: '<tag>spooky</tag>', ref: ['x'], bbox: [[0, 0, 9, 9]] }),
    'Unknown tag "spooky"',
  ],
  [
    swift('batch_a/fake-6.png', { answer: '<verdict>real</verdict>', ref: ['x'], bbox: [[0, 0, 9, 9]] }),
    'verdict is real',
  ],
  [swift('batch_a/fake-7.png', {}), 'Annotated as real, but'],
  [swift('batch_c/unlisted.png', { ref: ['x'], bbox: [[0, 0, 9, 9]] }), 'source (imagenet or coco) is not known'],
  [swift('real_batch/odd.png', { ref: ['x'], bbox: [[0, 0, 9, 9]] }), 'generator of this fake is not known'],
  [swift('batch_a/broken.png', { ref: ['x'], bbox: [[0, 0, 9, 9]] }), 'cannot be decoded'],
  [{ messages: [], images: ['a.png', 'b.png'] }, '2 images in one record'],
  [swift('real.png', {}), 'could be any of'],
  [{ image_id: 'fake-8', label: 'fake' }, 'Not a truth line'],
];

async function paint(file: string, hue: number): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const spots = [0, 1, 2, 3, 4].map(
    (k) =>
      `<circle cx="${(hue * (k + 3) * 17) % 64}" cy="${(hue * (k + 5) * 29) % 60}" r="${4 + ((hue * k) % 11)}" fill="hsl(${hue * 40 + k * 70},70%,${20 + k * 15}%)"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="60"><rect width="64" height="60" fill="hsl(${hue * 40},50%,60%)"/>${spots.join('')}</svg>`;
  await sharp(Buffer.from(svg)).png().toFile(file);
}

async function annotate(records: readonly unknown[]): Promise<void> {
  const lines = records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record)));
  await writeFile(path.join(raw, 'annotations.jsonl'), `\uFEFF${lines.join('\r\n')}`);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fx-import-'));
  raw = path.join(folder, 'raw');
  const names = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `batch_a/fake-${n}.png`);
  names.push('batch_c/unlisted.png', 'real_batch/odd.png', 'real_batch/real.png', 'real_batch_a/real.png');
  for (const [i, name] of names.entries()) await paint(path.join(raw, 'images', name), i + 1);
  await writeFile(path.join(raw, 'images/batch_a/broken.png'), 'not an image');
  await writeFile(
    path.join(raw, 'origins.csv'),
    'folder,image,generator,family,source\nbatch_a,,vqgan,gan,imagenet\nreal_batch,,,,coco\nimages/real_batch_a/,,real,,imagenet\n,batch_a/fake-8.png,pixart,dit,coco\n',
  );
});
beforeEach(async () => {
  out = path.join(folder, 'out');
  await rm(out, { recursive: true, force: true });
});
afterAll(() => rm(folder, { recursive: true }));

describe('importDataset', () => {
  it('imports ms-swift records: boxes, texts, tags, origin, and no objects as real', async () => {
    await annotate([
      good,
      '',
      swift('real_batch/real.png', {}),
      swift('batch_a/fake-8.png', { answer: '<verdict>generated</verdict>' }),
    ]);
    expect(await importDataset(raw, options())).toMatchObject({ records: 3, imported: 3, unusable: [], files: 13 });
    const images = await readPart(datasetPaths(out).manifest('all'), datasetPaths(out).truth('all'));
    const by = (generator: string | null) =>
      images.find(({ truth }) => (truth.label === 'fake' ? truth.generator : null) === generator);
    expect(by('vqgan')?.truth).toMatchObject({
      label: 'fake',
      family: 'gan',
      source: 'imagenet',
      width: 64,
      height: 60,
      regions: [
        { box: [1, 2, 30, 40], text: 'beak bent' },
        { box: [0, 5, 20, 60], text: 'leg missing' },
      ],
      tags: ['perspective', 'texture'],
    });
    expect(by('pixart')?.truth).toMatchObject({ family: 'dit', source: 'coco', regions: [], tags: [] });
    expect(by(null)?.truth).toMatchObject({ label: 'real', source: 'coco' });
    for (const { manifest } of images) expect(manifest.file).toMatch(/^images\/[0-9a-z]{10}\.png$/);
    expect((await checkDataset(out, { truthDir: null })).findings.map(({ check }) => check)).toEqual([
      'no_regions',
      'no_tags',
    ]);
  });

  it('reports each record that it cannot use with line and reason, and its counts add up', async () => {
    await annotate([good, ...unusable.map(([record]) => record)]);
    const report = await importDataset(raw, options());
    expect(report.records).toBe(report.imported + report.unusable.length);
    expect(report.files).toBe(report.imported + report.unusedFiles.length);
    expect(report.imported).toBe(1);
    unusable.forEach(([, reason], i) => {
      expect(report.unusable[i]).toMatchObject({ line: i + 2, reason: expect.stringContaining(reason) });
    });
    expect(JSON.parse(await readFile(datasetPaths(out).importReport, 'utf8'))).toEqual(report);
  });

  it('imports truth lines without a table, and links when asked to', async () => {
    const size = { width: 64, height: 60 };
    await annotate([
      { image_id: 'fake-1', label: 'real', source: 'coco', ...size },
      { image_id: 'fake-2', label: 'real', source: 'coco', width: 1, height: 1 },
    ]);
    const report = await importDataset(raw, { ...options(), generators: null, link: true });
    expect(report.unusable).toEqual([{ line: 2, image: 'fake-2', reason: 'The record says 1×1, the image is 64×60.' }]);
    const [name = ''] = await readdir(path.join(out, 'images'));
    expect((await stat(path.join(out, 'images', name))).ino).toBe(
      (await stat(path.join(raw, 'images/batch_a/fake-1.png'))).ino,
    );
  });

  it('does not write over anything', async () => {
    await annotate([good]);
    await importDataset(raw, options());
    await expect(importDataset(raw, options())).rejects.toThrow('is not empty');
  });
});

describe('splitDataset', () => {
  it('seals fold 0, keeps look-alikes on one side and moves all answers out of the directory', async () => {
    const twin = path.join(folder, 'twins');
    await cp(path.join(raw, 'images'), path.join(twin, 'images'), { recursive: true });
    const names = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `fake-${n}`);
    for (const name of names)
      await sharp(path.join(twin, `images/batch_a/${name}.png`))
        .jpeg({ quality: 70 })
        .toFile(path.join(twin, `images/batch_a/${name}-twin.jpg`));
    const records = names
      .flatMap((name) => [name, `${name}-twin`])
      .map((image_id) => ({ image_id, label: 'real', source: 'coco', width: 64, height: 60 }));
    await writeFile(path.join(twin, 'annotations.jsonl'), records.map((record) => JSON.stringify(record)).join('\n'));
    expect(await importDataset(twin, { ...options(), generators: null })).toMatchObject({ imported: 16 });

    const truthDir = path.join(folder, 'sealed');
    const { card, groups, allTruthFile } = await splitDataset(out, { folds: 4, seed: 1, truthDir });
    expect(groups).toBe(8);
    expect(Object.entries(card.splits).map(([split, { images }]) => [split, images])).toEqual([
      ['train', 8],
      ['dev', 4],
      ['test', 4],
    ]);
    expect(await readCard(out)).toEqual(card);
    expect((await readdir(out)).filter((name) => name.endsWith('truth.jsonl')).sort()).toEqual([
      'dev.truth.jsonl',
      'train.truth.jsonl',
    ]);
    expect((await readdir(truthDir)).sort()).toEqual(
      [`${card.splits.test?.truthSha256}.truth.jsonl`, path.basename(allTruthFile)].sort(),
    );
    expect((await checkDataset(out, { truthDir })).counts['near_duplicate']).toBeUndefined();
    await expect(splitDataset(out, { folds: 4, seed: 1, truthDir })).rejects.toThrow('split already');
  });
});
