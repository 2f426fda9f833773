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

/** The system that `npm start` runs on this data folder, or null. */
export async function findRunning(dataDir: string): Promise<Running | null> {
  const text = await readFile(dataPaths(dataDir).running, 'utf8').catch(() => null);
  return text === null ? null : running.parse(JSON.parse(text));
}

/** The settings, with the database and truth folder of a running `npm start` where none are set. */
export async function withRunning(env: Env): Promise<Env> {
  const found = await findRunning(env.dataDir);
  return {
    ...env,
    databaseUrl: env.databaseUrl ?? found?.databaseUrl ?? null,
    truthDir: env.truthDir ?? dataPaths(env.dataDir).truth,
  };
}
