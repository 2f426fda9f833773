import path from 'node:path';
import { dataPaths, type Env } from '#db/env.ts';

/** Folders beside the sealed answers, for what tells as much as they do. */
export function secretFolders({ truthDir, dataDir }: Pick<Env, 'truthDir' | 'dataDir'>) {
  const beside = truthDir ?? dataPaths(dataDir).truth;
  return { truthCache: path.join(beside, 'cache'), measurementsDirectory: path.join(beside, 'measurements') };
}
