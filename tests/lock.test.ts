import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';

const names = z.record(z.string(), z.string()).default({});
const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      resolved: z.string().optional(),
      hasInstallScript: z.boolean().default(false),
      dependencies: names,
      optionalDependencies: names,
    }),
  ),
});
const manifest = z.object({ allowScripts: z.record(z.string(), z.boolean()) });

const readJson = async (file: string) => JSON.parse(await readFile(file, 'utf8'));
const { packages } = lock.parse(await readJson('package-lock.json'));

/** As Node looks for a package: in the node_modules of the asking package, then of each one around it. */
function finds(from: string, name: string): boolean {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf('node_modules/') - 1))) {
    const inside = place === '' ? '' : `${place}/`;
    if (`${inside}node_modules/${name}` in packages) return true;
    if (place === '') return false;
  }
}

it('has an entry for every dependency of every platform, or npm ci fails there', () => {
  const missing = Object.entries(packages).flatMap(([from, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !finds(from, name))
      .map((name) => `${name} of ${from || 'the project'}`),
  );
  expect(missing).toEqual([]);
});

it('names no download address', () => {
  expect(Object.entries(packages).filter(([, { resolved }]) => resolved)).toEqual([]);
});

it('names every package whose install script may run, or may not', async () => {
  const { allowScripts } = manifest.parse(await readJson('package.json'));
  const withScripts = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length));
  expect([...new Set(withScripts)].filter((name) => !(name in allowScripts))).toEqual([]);
});
