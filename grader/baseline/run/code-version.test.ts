import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { codeVersion } from './code-version.ts';

/** The only folder on the PATH: programs are there when a test puts them there. */
let bin: string;
const place = async (name: string, script: string) => {
  await writeFile(path.join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(path.join(bin, name), 0o755);
};
beforeEach(async () => {
  bin = await mkdtemp(path.join(tmpdir(), 'fx-code-'));
  vi.stubEnv('PATH', bin);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(bin, { recursive: true });
});

it('is the commit and whether the tree has changes', async () => {
  await place('git', '[ "$1" = rev-parse ] && echo abc || echo " M file.ts"');
  expect(await codeVersion(null)).toMatchObject({ commit: 'abc', dirty: true, node: process.version });
  await place('git', '[ "$1" = rev-parse ] && echo abc; exit 0');
  const { dirty, lockSha256 } = await codeVersion(null);
  expect([dirty, lockSha256]).toEqual([false, expect.stringMatching(/^[0-9a-f]{64}$/)]);
});

it('is the commit that an image was made from, without asking git', async () => {
  await place('git', 'echo never >&2; exit 1');
  expect(await codeVersion('abc')).toMatchObject({ commit: 'abc', dirty: false });
});

it('is not known without git or without a checkout', async () => {
  expect(await codeVersion(null)).toMatchObject({ commit: null, dirty: null });
  await place('git', 'echo "fatal: not a git repository (or any of the parent directories): .git" >&2; exit 128');
  expect(await codeVersion(null)).toMatchObject({ commit: null, dirty: null });
});

it('throws git’s message when the checkout cannot be read', async () => {
  await place('git', 'echo "fatal: detected dubious ownership in repository" >&2; exit 128');
  await expect(codeVersion(null)).rejects.toThrow('dubious ownership');
  await chmod(path.join(bin, 'git'), 0o644);
  await expect(codeVersion(null)).rejects.toThrow('EACCES');
});
