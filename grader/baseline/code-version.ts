import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Commit and cleanliness of the working tree this code runs from; nulls outside of a checkout. */
export async function codeVersion(): Promise<{ commit: string | null; dirty: boolean | null; node: string }> {
  const cwd = new URL('.', import.meta.url);
  const git = async (...words: string[]) => (await run('git', words, { cwd })).stdout.trim();
  const commit = await git('rev-parse', 'HEAD').catch(() => null);
  const changes = await git('status', '--porcelain').catch(() => null);
  return { commit, dirty: changes === null ? null : changes !== '', node: process.version };
}
