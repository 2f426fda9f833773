import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from './python-environment.ts';

/** The Python of an environment with the field's own tools, pinned in requirements.txt; null where it cannot be had. */
export function fieldPython(): string | null {
  const requirements = [fileURLToPath(new URL('requirements.txt', import.meta.url))];
  return pythonEnvironment({ name: 'parity', requirements });
}
