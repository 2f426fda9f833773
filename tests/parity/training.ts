import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { endSkipped } from '#tests/skipped.ts';
import { pythonEnvironment } from './python-environment.ts';

/**
 * `npm run training`: the tests of the training, in environments of the locked packages. Recipes, locks, manifests, grammar and
 * rewards need no torch and take a small one. The rest takes torch's CUDA build of 5 GB, also where no GPU is; where that
 * cannot be had, or with `--without-torch`, those are skipped. The counts stand in `test-results/training.xml`.
 */
const results = fileURLToPath(new URL('../../test-results/training.xml', import.meta.url));
const train = (name: string) => fileURLToPath(new URL(`../../grader/baseline/train/${name}`, import.meta.url));
const gigabytes = 1024 ** 3;
const needed = 12 * gigabytes;

const light = pythonEnvironment({ name: 'training-check', requirements: [train('requirements-check.lock')] });
if (!light) endSkipped('the training’s tests were NOT run: Python 3.11 or its packages could not be had.');
const python = process.argv.includes('--without-torch') ? null : withTorch(light);
if (!python) console.log('SKIPPED: the training’s tests that need torch were NOT run.');
const words = ['-m', 'pytest', '-q', '--no-header', '-rs', `--junit-xml=${results}`];
const { status } = spawnSync(python ?? light, words, { cwd: train('.'), stdio: 'inherit' });
process.exitCode = status ?? 1;

function withTorch(uv: string): string | null {
  const { bavail, bsize } = statfsSync(homedir());
  const requirements = [train('requirements.lock'), train('requirements-check.lock')];
  if (bavail * bsize < needed) {
    console.log(
      `Torch needs ${needed / gigabytes} GB of disk here, of which ${Math.floor((bavail * bsize) / gigabytes)} are free.`,
    );
    return null;
  }
  return pythonEnvironment({ name: 'training', requirements, uv });
}
