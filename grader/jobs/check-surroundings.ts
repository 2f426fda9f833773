import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { currentDatasets } from '#db/datasets.ts';
import { dataPaths } from '#db/env.ts';
import type { Dataset } from '#db/schema.ts';
import type { Services } from '#grader/services/services.ts';
import { truthFile } from '#grader/truth/file.ts';
import { sha256OfStream } from '#submissions/sha256.ts';
import { isSubmittable } from '#submissions/terms.ts';
import { BrokenSurroundings } from './broken-surroundings.ts';
import { secretFolders } from './secret-folders.ts';

/** What is written to see whether a folder takes files: more than the smallest measurements take. */
const probe = new Uint8Array(256 * 1024);

/**
 * Tries what grading needs: the database, the store, the answers of every split that takes submissions with their
 * registered hash, room beside the answers. @throws with the first that is broken, and what to put right
 */
export async function checkGraderSurroundings({ db, env }: Services): Promise<void> {
  const datasets = (await currentDatasets(db)).filter(({ split }) => isSubmittable(split));
  await access(dataPaths(env.dataDir).store, constants.R_OK);
  for (const dataset of datasets) await checkTruth(truthFile(env.dataDir, env.truthDir, dataset), dataset);
  for (const folder of Object.values(secretFolders(env))) await checkRoom(folder);
}

/** Hashes that were computed, by file, size and time of change: answers are large, and seldom change. */
const known = new Map<string, { state: string; sha256: string }>();

async function checkTruth(file: string, { truthSha256, name, version, split }: Dataset): Promise<void> {
  const { size, mtimeMs, ino } = await stat(file);
  const state = `${size} ${mtimeMs} ${ino}`;
  const before = known.get(file);
  const sha256 = before?.state === state ? before.sha256 : await sha256OfStream(createReadStream(file));
  known.set(file, { state, sha256 });
  if (sha256 !== truthSha256) {
    throw new BrokenSurroundings(
      `The answers of ${name} ${version} (${split}) in ${file} have SHA-256 ${sha256}, not ${truthSha256}. Restore the registered file.`,
    );
  }
}

async function checkRoom(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `.probe-${randomUUID()}`);
  try {
    await writeFile(file, probe, { mode: 0o600, flush: true });
  } finally {
    await rm(file, { force: true });
  }
}
