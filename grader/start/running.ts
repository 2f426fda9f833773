import { readFile, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { dataPaths, type Env } from '#db/env.ts';

const running = z.object({ pid: z.number(), databaseUrl: z.string(), address: z.string() });
export type Running = z.infer<typeof running>;

/** Tells other commands of this machine where the started system is; gone when disposed. */
export async function announceRunning(dataDir: string, value: Running): Promise<AsyncDisposable> {
  const file = dataPaths(dataDir).running;
  await writeFile(file, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
}

/** The system that `npm start` runs on this data folder, or null; one that was killed leaves a file that counts for nothing. */
export async function findRunning(dataDir: string): Promise<Running | null> {
  const found = await readRunning(dataDir);
  return found && isAlive(found.pid) ? found : null;
}

/** What a start has announced, whether it still runs or was killed; null when there is nothing to read. */
export async function readRunning(dataDir: string): Promise<Running | null> {
  try {
    return running.parse(JSON.parse(await readFile(dataPaths(dataDir).running, 'utf8')));
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isAbsent || error instanceof SyntaxError) return null; // none was announced, or one was killed while it wrote
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The settings, with the database, site and truth folder of a running `npm start` where none are set. */
export async function withRunning(env: Env): Promise<Env> {
  const found = await findRunning(env.dataDir);
  return {
    ...env,
    databaseUrl: env.databaseUrl ?? found?.databaseUrl ?? null,
    siteUrl: env.siteUrl ?? found?.address ?? null,
    truthDir: env.truthDir ?? dataPaths(env.dataDir).truth,
  };
}
