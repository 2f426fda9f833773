import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endSkipped } from '#tests/skipped.ts';
import { pythonEnvironment } from './python-environment.ts';

/** Lint and formatting of all Python here, by the rules of the training's pyproject.toml; `--write` puts right what can be. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const train = 'grader/baseline/train';
const sources = [train, 'tests/parity', 'tests/bench'];
const isWriting = process.argv.includes('--write');

const python = pythonEnvironment({ name: 'training-check', requirements: [`${root}${train}/requirements-check.lock`] });
if (!python) endSkipped('Python files were NOT linted: Python 3.11 or ruff could not be had.');

const commands = isWriting ? [['check', '--fix'], ['format']] : [['check'], ['format', '--check']];
for (const words of commands) {
  const options = [...words, '--quiet', '--config', `${train}/pyproject.toml`, ...sources];
  const { status } = spawnSync(python, ['-m', 'ruff', ...options], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
