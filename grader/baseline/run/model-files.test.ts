import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnv } from '#db/env.ts';
import { hashModelFiles, locateModel } from './model-files.ts';

const commit = 'c'.repeat(40);
let hubDir: string;

beforeEach(async () => {
  hubDir = await mkdtemp(path.join(tmpdir(), 'fx-hub-'));
  const cached = path.join(hubDir, 'models--lab--detector');
  await mkdir(path.join(cached, 'snapshots', commit), { recursive: true });
  await mkdir(path.join(cached, 'refs'));
  await writeFile(path.join(cached, 'refs/main'), commit);
});
afterEach(() => rm(hubDir, { recursive: true }));

describe('a model named repo@revision', () => {
  it('is the snapshot of its commit, also by the name of a branch', async () => {
    const found = {
      folder: path.join(hubDir, 'models--lab--detector/snapshots', commit),
      source: `lab/detector@${commit}`,
    };
    expect(await locateModel(`lab/detector@${commit}`, { hubDir })).toEqual(found);
    expect(await locateModel('lab/detector@main', { hubDir })).toEqual(found);
  });

  it('in a wrong revision is refused: what there is, and how to fetch it', async () => {
    await expect(locateModel('lab/detector@v2', { hubDir })).rejects.toThrow(
      new RegExp(`no revision v2 in .*; there is ${commit}\\. Fetch it with .hf download lab/detector --revision v2`),
    );
    await expect(locateModel('lab/other@v2', { hubDir })).rejects.toThrow(/lab\/other is not in .* Fetch it with/);
  });

  it('keeps its name on the way through the settings, where a folder becomes absolute', () => {
    expect(readEnv({ FX_MODEL_PATH: 'lab/detector@v2' }).modelPath).toBe('lab/detector@v2');
    expect(readEnv({ FX_MODEL_PATH: './lab/detector@v2' }).modelPath).toBe(path.resolve('lab/detector@v2'));
  });
});

describe('a model folder', () => {
  it('that is not there is named', async () => {
    await expect(locateModel('/nowhere/model', { hubDir })).rejects.toThrow(/\/nowhere\/model, and there is no such/);
  });

  it('is hashed file by file, what was measured of it left out', async () => {
    await writeFile(path.join(hubDir, 'model.safetensors'), 'abc');
    await writeFile(path.join(hubDir, 'training.json'), '{}');
    expect(await hashModelFiles(hubDir)).toEqual({
      'model.safetensors': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
  });
});
