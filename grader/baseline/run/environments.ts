import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalSha256 } from './canonical.ts';
import type { RunManifest } from './run-manifest.ts';

export type Environment = Pick<RunManifest, 'code' | 'engine' | 'libraries' | 'hardware'>;

/**
 * Notes in a run's folder by what it is answered from now on, and says how many different environments that makes: a run
 * that is resumed with other code, engine, libraries or hardware has answers that its manifest does not tell of.
 */
export async function noteEnvironment(folder: string, environment: Environment): Promise<number> {
  const file = path.join(folder, 'environments.txt');
  await appendFile(file, `${canonicalSha256(environment)}\n`);
  return new Set((await readFile(file, 'utf8')).split('\n').filter(Boolean)).size;
}
