import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '#db/embedded.ts';
import { dataPaths, type Env, readEnv } from '#db/env.ts';
import { openServices } from './services/services.ts';
import { type Child, startChild } from './start/children.ts';
import { siteProgram, workerProgram } from './start/programs.ts';
import { announceRunning } from './start/running.ts';
import { ensureDataset, ensureDemoTeam, seedWorld, writeSampleFile } from './start/seed.ts';
import { seedBaseline } from './start/seed-baseline.ts';
import { buildSite } from './start/site-build.ts';
import { siteDevProgram } from './start/site-dev.ts';
import { welcome } from './start/welcome.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (text: string) => console.log(text);
/** `npm run dev`: the site is not built but served from its sources */
const isDev = process.argv.includes('--dev');

/** One machine, one command: database, data set, built site, grader and a seeded world, until `stopped`. */
async function main(stopped: Promise<string>): Promise<void> {
  const started = performance.now();
  const given = readEnv();
  await refuseBusyPort(given);
  await mkdir(given.dataDir, { recursive: true });
  await using running = new AsyncDisposableStack();
  const { databaseUrl, ended } = await databaseFor(given, running);
  const truthDir = given.truthDir ?? dataPaths(given.dataDir).truth;
  const env = { ...given, databaseUrl, truthDir, logLevel: given.logLevel === 'info' ? 'warn' : given.logLevel };
  const [services] = await Promise.all([
    openServices(env, { name: 'start', migrate: true }),
    isDev || buildSite(root, say),
  ]);
  running.use(services);
  await ensureDataset(services, say);
  const worker = running.use(startChild(workerProgram(root, env)));
  const site = running.use(startChild((isDev ? siteDevProgram : siteProgram)(root, env)));
  const address = `http://${env.host}:${env.port}`;
  const broken = firstToEnd(site, worker, ended);
  await Promise.race([waitForAnswer(`${address}/api/v1/health`), broken.then(refuse), stopped.then(refuse)]);
  running.use(await announceRunning(env.dataDir, { pid: process.pid, databaseUrl, address }));
  await Promise.all([seedWorld(services, say), ensureDemoTeam(services), writeSampleFile(services)]);
  await seedBaseline(services, say);
  say(await welcome(env, address, performance.now() - started));
  await Promise.race([stopped.then((reason) => say(`\n${reason}: stopping …`)), broken.then(refuse)]);
}

function refuse(reason: string): never {
  throw new Error(reason);
}

async function refuseBusyPort({ host, port }: Env): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (cause) => {
      reject(
        new Error(
          `Port ${port} on ${host} cannot be used. Is another start open? Choose one with PORT=4322 npm start.`,
          { cause },
        ),
      );
    });
    probe.listen(port, host, resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}

/** The database that is named, else a real PostgreSQL in the data folder. */
async function databaseFor(env: Env, running: AsyncDisposableStack) {
  if (env.databaseUrl) return { databaseUrl: env.databaseUrl, ended: new Promise<never>(() => {}) };
  const server = running.use(await startEmbeddedPostgres(dataPaths(env.dataDir).postgres));
  return { databaseUrl: server.url, ended: server.ended.then(() => 'The database ended') };
}

function firstToEnd(site: Child, worker: Child, database: Promise<string>): Promise<string> {
  return Promise.race([site.ended, worker.ended, database]);
}

async function waitForAnswer(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The site does not answer at ${url}. Its words are above.`);
}

const stopped = Promise.withResolvers<string>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopped.resolve(signal));
try {
  await main(stopped.promise);
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? `\n  ${error.cause.message}` : '';
  console.error(`\n${error instanceof Error ? error.message : error}${cause}`);
  process.exitCode = 1;
}
