import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '#db/embedded.ts';
import { dataPaths, type Env, readEnv } from '#db/env.ts';
import { openServices } from './services.ts';
import { type Child, startChild } from './start/children.ts';
import { siteProgram, workerProgram } from './start/programs.ts';
import { announceRunning } from './start/running.ts';
import { ensureDataset, seedWorld } from './start/seed.ts';
import { buildSite } from './start/site-build.ts';
import { welcome } from './start/welcome.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (text: string) => console.log(text);

/** One machine, one command: database, data set, built site, grader and a seeded world; Ctrl-C ends all of it. */
async function main(stop: Promise<string>): Promise<void> {
  const started = performance.now();
  const given = readEnv();
  await refuseBusyPort(given);
  await mkdir(given.dataDir, { recursive: true });
  await using running = new AsyncDisposableStack();
  const env = running.use(await openDatabaseFor(given));
  const [services] = await Promise.all([openServices(env, { name: 'start', migrate: true }), buildSite(root, say)]);
  running.use(services);
  await ensureDataset(services, say);
  const worker = running.use(startChild(workerProgram(root, env)));
  const site = running.use(startChild(siteProgram(root, env)));
  const address = `http://${env.host}:${env.port}`;
  running.use(await announceRunning(env.dataDir, { pid: process.pid, databaseUrl: env.databaseUrl, address }));
  await Promise.race([waitForSite(address), failed(site, worker)]);
  await seedWorld(services, say);
  say(await welcome(env, address, performance.now() - started));
  const reason = await Promise.race([stop, failed(site, worker)]);
  say(`\n${reason} Stopping …`);
}
