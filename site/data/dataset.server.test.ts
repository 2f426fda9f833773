import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { dataPaths } from '#db/env.ts';
import { publicFile } from './dataset.server.ts';

const world = vi.hoisted(() => ({ dataDir: '' }));
vi.mock('#site/server/services.ts', () => ({ siteServices: async () => ({ env: world }) }));

beforeAll(async () => {
  world.dataDir = await mkdtemp(path.join(tmpdir(), 'fx-data-'));
  const { dataset } = dataPaths(world.dataDir);
  await mkdir(dataset, { recursive: true });
  await writeFile(path.join(dataset, 'dev.manifest.jsonl'), 'four');
  await writeFile(path.join(dataset, 'test.truth.jsonl'), 'sealed');
  await symlink('card.json', path.join(dataset, 'card.json'));
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
