import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Env } from '#db/env.ts';
import { sha256OfStream } from '#submissions/sha256.ts';
import { ifThere } from './missing-file.ts';

/** A model on this machine. */
export interface LocatedModel {
  folder: string;
  /** `repo@commit`; null for a plain folder */
  source: string | null;
}

/** A folder of that form is written `./…` (db/env.ts). */
const repoAtRevision = /^([\w.-]+\/[\w.-]+)@([\w./-]+)$/;

/**
 * The folder of a model: itself, or for `repo@revision` its snapshot in the hub's cache on this machine. Nothing is
 * downloaded. @throws with the command that downloads what is missing
 */
export async function locateModel(name: string, { hubDir }: Pick<Env, 'hubDir'>): Promise<LocatedModel> {
  const [, repo = '', revision = ''] = repoAtRevision.exec(name) ?? [];
  if (!repo) {
    const found = await ifThere(stat(name));
    if (!found?.isDirectory()) throw new Error(`FX_MODEL_PATH names ${name}, and there is no such folder.`);
    return { folder: name, source: null };
  }
  const cached = path.join(hubDir, `models--${repo.replace('/', '--')}`);
  const commits = (await ifThere(readdir(path.join(cached, 'snapshots')))) ?? [];
  const fetching = `Fetch it with \`hf download ${repo} --revision ${revision}\`, or set FX_MODEL_PATH to a folder.`;
  if (commits.length === 0) throw new Error(`${repo} is not in ${hubDir}. ${fetching}`);
  const named = (await ifThere(readFile(path.join(cached, 'refs', revision), 'utf8'))) ?? revision;
  const commit = commits.find((each) => each === named.trim());
  if (!commit)
    throw new Error(`${repo} has no revision ${revision} in ${hubDir}; there is ${commits.join(', ')}. ${fetching}`);
  return { folder: path.join(cached, 'snapshots', commit), source: `${repo}@${commit}` };
}

/** The SHA-256 of the files of a model folder that decide its answers, by name. */
export async function hashModelFiles(folder: string): Promise<Record<string, string>> {
  const hashed: Record<string, string> = {};
  for (const name of (await readdir(folder)).toSorted()) {
    if (!/\.(safetensors|json|jinja|txt)$/.test(name) || /^(training|evaluation)\.json$/.test(name)) continue;
    hashed[name] = await sha256OfStream(createReadStream(path.join(folder, name), { highWaterMark: 2 ** 20 }));
  }
  return hashed;
}
