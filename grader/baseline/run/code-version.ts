import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { childEnvironment } from '#db/env.ts';
import { sha256Of } from '#submissions/sha256.ts';
import { ifThere, isMissing } from './missing-file.ts';
import type { RunManifest } from './run-manifest.ts';

/**
 * Commit and cleanliness of the working tree that this code runs from; nulls where git or the checkout is missing.
 * @param builtFrom the commit that an image without a checkout was made from, whose tree was clean
 * @throws when git cannot read the checkout, with git's message
 */
export async function codeVersion(builtFrom: string | null): Promise<RunManifest['code']> {
  const commit = builtFrom ?? (await git('rev-parse', 'HEAD'));
  const changes = builtFrom ? '' : await git('status', '--porcelain');
  const lock = await ifThere(readFile(new URL('../../../package-lock.json', import.meta.url)));
  const lockSha256 = lock && sha256Of(lock);
  return { commit, dirty: changes === null ? null : changes !== '', node: process.version, lockSha256 };
}

async function git(...words: string[]): Promise<string | null> {
  const options = { cwd: new URL('.', import.meta.url), env: childEnvironment({ LC_ALL: 'C' }) };
  try {
    return (await promisify(execFile)('git', words, options)).stdout.trim();
  } catch (error) {
    if (isMissing(error) || String(error).includes('not a git repository')) return null;
    throw error;
  }
}
