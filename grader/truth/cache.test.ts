import { copyFile, mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadResampleCounts } from '#grader/scoring/resample-counts-cache.ts';
import { loadTruthPack } from './cache.ts';

const golden = fileURLToPath(new URL('../../tests/golden/good.truth.jsonl', import.meta.url));
const resampling = { seed: 1, resamples: 20 };
let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'fx-cache-'));
});
afterAll(() => rm(root, { recursive: true }));

/** Loads as a command does that starts; `cache` is a folder of its own. */
async function load(cache: string) {
  const directory = path.join(root, cache);
  const loaded = await loadTruthPack(golden, directory);
  return { ...loaded, resampleCounts: await loadResampleCounts(loaded, resampling, directory), directory };
}

describe('the packed answers and the draws on them', () => {
  it('are read back as they were made, and readable for their owner alone', async () => {
    const made = await load('a');
    expect(await load('a')).toEqual(made);
    for (const name of await readdir(made.directory)) {
      expect((await stat(path.join(made.directory, name))).mode & 0o777).toBe(0o600);
    }
  });

  it('are made again when what was kept was cut, and by several at once', async () => {
    const made = await load('b');
    for (const name of await readdir(made.directory)) await truncate(path.join(made.directory, name), 1000);
    const again = await Promise.all([load('b'), load('b'), load('b')]);
    for (const each of again) expect(each).toEqual(made);
    expect(await readdir(made.directory)).toHaveLength(2); // no half files
    expect(await load('b')).toEqual(made);
  });

  it('are those of the file’s bytes, not of its name', async () => {
    const made = await load('c');
    const other = path.join(root, 'other.jsonl');
    await copyFile(golden, other);
    const copied = await loadTruthPack(other, made.directory);
    expect(copied.sha256).toBe(made.sha256);
    await truncate(other, (await stat(other)).size - 1);
    expect((await loadTruthPack(other, made.directory)).sha256).not.toBe(made.sha256);
  });
});
