import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const minutes = 60_000;

export interface Wanted {
  /** of the folder, with a hash of what is in it */
  name: string;
  /** files of pinned packages, as pip reads them */
  requirements: readonly string[];
  /** an environment with uv in it, which installs gigabytes in a tenth of pip's time */
  uv?: string;
}

/**
 * The Python of a virtual environment with pinned packages, kept in the user's cache and made anew when a pin changes.
 * null where it cannot be had: no Python 3.11, no registry, no wheel for this machine. The installer's words are shown.
 */
export function pythonEnvironment({ name, requirements, uv }: Wanted): string | null {
  const version = run('python3', ['-c', 'import sys; print(sys.version_info >= (3, 11), sys.version)'], 'pipe');
  if (!version?.startsWith('True')) return null;
  const hash = createHash('sha256').update(version);
  for (const file of requirements) hash.update(readFileSync(file));
  const folder = path.join(homedir(), '.cache', 'fakexplained', `${name}-${hash.digest('hex').slice(0, 12)}`);
  const python = path.join(folder, 'bin', 'python');
  const whole = path.join(folder, 'complete');
  if (existsSync(whole)) return python;
  console.log(`Making a Python environment with the pinned packages (${name}) …`);
  rmSync(folder, { recursive: true, force: true });
  const files = requirements.flatMap((file) => ['-r', file]);
  const made =
    run('python3', ['-m', 'venv', folder]) !== null &&
    (uv
      ? run(uv, ['-m', 'uv', 'pip', 'install', '--quiet', '--python', python, ...files])
      : run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...files])) !== null;
  if (!made) return null;
  writeFileSync(whole, '');
  return python;
}

/** What the command says, or null when it does not end well within ten minutes. */
function run(command: string, words: string[], out: 'pipe' | 'inherit' = 'inherit'): string | null {
  const { status, stdout } = spawnSync(command, words, { stdio: ['ignore', out, 'inherit'], timeout: 10 * minutes });
  return status === 0 ? (stdout?.toString() ?? '') : null;
}
