import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalSha256 } from './canonical.ts';
import type { RunManifest } from './run-manifest.ts';

export type Environment = Pick<RunManifest, 'code' | 'engine' | 'libraries' | 'hardware'>;

/**
 * Adds an environment to those that a run's answers come from, and returns how many different ones there are. A run that
 * is resumed with other code, engine, libraries or hardware has answers that its manifest does not describe.
 */
export async function noteEnvironment(folder: string, environment: Environment): Promise<number> {
  const file = path.join(folder, 'environments.txt');
  await appendFile(file, `${canonicalSha256(environment)}\n`);
  return new Set((await readFile(file, 'utf8')).split('\n').filter(Boolean)).size;
}
