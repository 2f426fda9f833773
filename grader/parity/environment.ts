import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const environment = here('../../node_modules/.cache/parity');
const python = `${environment}/bin/python`;

/** The Python of an environment with the field's own tools, pinned in requirements.txt, made once; null where it cannot be had. */
export function fieldPython(): string | null {
  const works = () =>
    existsSync(python) &&
    spawnSync(python, ['-c', 'import pycocotools, sklearn, rouge_score, statsmodels, nltk']).status === 0;
  if (works()) return python;
  console.log('Making a Python environment with the pinned packages …');
  if (spawnSync('python3', ['-m', 'venv', environment], { stdio: 'ignore' }).status !== 0) return null;
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', here('requirements.txt')];
  spawnSync(python, install, { stdio: ['ignore', 'inherit', 'inherit'] });
  return works() ? python : null;
}
