import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { type Environment, noteEnvironment } from './environments.ts';

const clean: Environment = {
  code: { commit: 'c', dirty: false, node: 'v24', lockSha256: null },
  engine: { name: 'serve.py', version: '1', device: 'cpu', flags: [] },
  libraries: { torch: '2' },
  hardware: null,
};

it('counts the environments that a run was answered in, each once', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'fx-environments-'));
  expect(await noteEnvironment(folder, clean)).toBe(1);
  expect(await noteEnvironment(folder, structuredClone(clean))).toBe(1);
  expect(await noteEnvironment(folder, { ...clean, code: { ...clean.code, dirty: true } })).toBe(2);
  expect(await noteEnvironment(folder, clean)).toBe(2);
  await rm(folder, { recursive: true });
});
