import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { dataPaths } from '#db/env.ts';
import { imagesArchive, publicFile } from './dataset.server.ts';

const world = vi.hoisted(() => ({ dataDir: '' }));
const warn = vi.hoisted(() => vi.fn());
vi.mock('#site/server/services.ts', () => ({ siteServices: async () => ({ env: world, log: { warn } }) }));

const links = {
  'images/same.webp': 'a.webp',
  'images/sealed.webp': '../../truth/sealed.jsonl',
  'images/by-two.webp': 'sealed.webp',
  'images/private.webp': '../test.truth.jsonl',
  'images/folder.webp': '../../truth',
  'images/system.webp': '/etc/passwd',
  'train.truth.jsonl': '../truth/sealed.jsonl',
};

beforeAll(async () => {
  world.dataDir = await mkdtemp(path.join(tmpdir(), 'fx-data-'));
  const { dataset } = dataPaths(world.dataDir);
  await mkdir(dataset, { recursive: true });
  await writeFile(path.join(dataset, 'dev.manifest.jsonl'), 'four');
  await writeFile(path.join(dataset, 'test.truth.jsonl'), 'sealed');
  await symlink('card.json', path.join(dataset, 'card.json'));
  await mkdir(path.join(dataset, 'images'));
  await mkdir(path.join(world.dataDir, 'truth'));
  await writeFile(path.join(world.dataDir, 'truth', 'sealed.jsonl'), 'sealed');
  await writeFile(path.join(dataset, 'images', 'a.webp'), 'an image');
  for (const [name, target] of Object.entries(links)) await symlink(target, path.join(dataset, name));
});
afterAll(() => rm(world.dataDir, { recursive: true }));

it('finds what is public, and nothing else', async () => {
  expect(await publicFile('dev.manifest.jsonl')).toMatchObject({ bytes: 4 });
  expect(await publicFile('test.truth.jsonl')).toBeNull();
  expect(await publicFile('../dataset/dev.manifest.jsonl')).toBeNull();
});

it('is null for a file that is missing, whatever the length of its name', async () => {
  expect(await publicFile('train.manifest.jsonl')).toBeNull();
  expect(await publicFile(`images/${'a'.repeat(300)}.webp`)).toBeNull();
});

it('throws for a file that is there and cannot be read', async () => {
  await expect(publicFile('card.json')).rejects.toThrow('ELOOP');
});

it('follows a link only to what is public itself', async () => {
  expect(await publicFile('images/same.webp')).toMatchObject({ bytes: 8 });
  for (const name of Object.keys(links).slice(1)) expect(await publicFile(name), name).toBeNull();
  expect(warn).toHaveBeenCalledWith({ name: 'images/sealed.webp' }, expect.stringContaining('not served'));
});

it('packs the images and nothing that a link leads to elsewhere', async () => {
  const names: string[] = [];
  const unpack = extract();
  unpack.on('entry', ({ name }, stream, next) => {
    names.push(name);
    stream.resume().on('end', next);
  });
  await pipeline(Readable.fromWeb((await imagesArchive()) as never), unpack);
  expect(names.toSorted()).toEqual(['images/a.webp', 'images/same.webp']);
});
