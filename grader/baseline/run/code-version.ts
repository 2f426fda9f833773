import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { sha256Of } from '#submissions/sha256.ts';
import type { RunManifest } from './run-manifest.ts';

const run = promisify(execFile);

/**
 * Commit and cleanliness of the working tree this code runs from; nulls outside of a checkout, unless it is told from
 * which commit it was built (an image has no checkout, and was made from a clean one).
 */
export async function codeVersion(builtFrom: string | null): Promise<RunManifest['code']> {
  const cwd = new URL('.', import.meta.url);
  const git = async (...words: string[]) => (await run('git', words, { cwd })).stdout.trim();
  const commit = builtFrom ?? (await git('rev-parse', 'HEAD').catch(() => null));
  const changes = builtFrom ? '' : await git('status', '--porcelain').catch(() => null);
  const lock = await readFile(new URL('../../../package-lock.json', import.meta.url)).catch(() => null);
  const lockSha256 = lock && sha256Of(lock);
  return { commit, dirty: changes === null ? null : changes !== '', node: process.version, lockSha256 };
}
