import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#db/embedded.ts';
import { dataPaths, type Env, readEnv } from '#db/env.ts';
import { openLogins } from '#db/roles.ts';
import { openServices, type Services } from './services/services.ts';
import { type Child, type Program, startChild } from './start/children.ts';
import { type Kept, keepRunning } from './start/keep-running.ts';
import { siteProgram, workerProgram } from './start/programs.ts';
import { announceRunning, findRunning, readRunning } from './start/running.ts';
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
  const { databaseUrl, broken: databaseBroken } = await databaseFor(given, running);
  const truthDir = given.truthDir ?? dataPaths(given.dataDir).truth;
  const owner = { ...given, databaseUrl, truthDir, logLevel: given.logLevel === 'info' ? 'warn' : given.logLevel };
  const [services] = await Promise.all([
    openServices(owner, { name: 'start', migrate: true }),
    isDev || buildSite(root, say),
  ]);
  running.use(services);
  const env = given.databaseUrl ? owner : { ...owner, ...(await loginsOf(services, databaseUrl)) };
  await ensureDataset(services, say);
  const address = `http://${env.host}:${env.port}`;
  running.use(await announceRunning(env.dataDir, { pid: process.pid, databaseUrl, address }));
  const siteOf = isDev ? siteDevProgram : siteProgram;
  const kept = [workerProgram(root, env), siteOf(root, env)].map((program) => running.use(keepProgram(program)));
  const broken = Promise.race([databaseBroken, ...kept.map((each) => each.broken)]);
  await Promise.race([waitForAnswer(`${address}/api/v1/health`), broken, stopped.then(refuse)]);
  await Promise.all([seedWorld(services, say), ensureDemoTeam(services), writeSampleFile(services)]);
  await seedBaseline(services, say);
  say(await welcome(env, address, performance.now() - started));
  await Promise.race([stopped.then((reason) => say(`\n${reason}: stopping …`)), broken]);
}

/** The embedded database belongs to this system alone: its processes get logins of their own roles. */
async function loginsOf({ sql }: Services, databaseUrl: string) {
  const { site, grader } = await openLogins(sql, databaseUrl);
  return { siteDatabaseUrl: site, graderDatabaseUrl: grader };
}

function refuse(reason: string): never {
  throw new Error(reason);
}

/** How long the processes of a start that was killed may take to end, in ms. */
const endingMs = 40_000;

/** What a start that was killed has left is about to end: its port is waited for. @throws when somebody else has it */
async function refuseBusyPort(env: Env): Promise<void> {
  const isLeftOver = (await readRunning(env.dataDir)) !== null && (await findRunning(env.dataDir)) === null;
  for (let waited = 0; ; waited += 250) {
    try {
      return await tryPort(env);
    } catch (error) {
      if (!isLeftOver || waited > endingMs) throw error;
      await wait(250);
    }
  }
}

async function tryPort({ host, port }: Env): Promise<void> {
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

/** The database that is named, else a real PostgreSQL in the data folder, which is kept running on its port. */
async function databaseFor(
  env: Env,
  running: AsyncDisposableStack,
): Promise<{ databaseUrl: string; broken: Promise<never> }> {
  if (env.databaseUrl) return { databaseUrl: env.databaseUrl, broken: new Promise<never>(() => {}) };
  const directory = dataPaths(env.dataDir).postgres;
  const server = await startEmbeddedPostgres(directory);
  const asChild = ({ pid, ended, ...rest }: EmbeddedPostgres): Child => ({
    ...{ pid, ended: ended.then(() => 'The database ended') },
    [Symbol.asyncDispose]: rest[Symbol.asyncDispose],
  });
  const start = async () => asChild(await startEmbeddedPostgres(directory, server.port));
  const kept = running.use(keepRunning(asChild(server), start, { name: 'The database', say }));
  return { databaseUrl: server.url, broken: kept.broken };
}

function keepProgram(program: Program): Kept {
  const start = () => startChild(program);
  return keepRunning(start(), start, { name: program.name, say });
}

async function waitForAnswer(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The site does not answer at ${url}. Its output is above.`);
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
