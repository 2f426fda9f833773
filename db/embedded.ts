import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { nullIfMissing } from '#submissions/missing-file.ts';
import {
  findBinaries,
  makeFolder,
  type PostgresBinaries,
  reachableBinaries,
  reachableDirectory,
  type ServerUser,
  serverUser,
} from './postgres-binaries.ts';

const run = promisify(execFile);
const owner = 'fakexplained';
const guard = fileURLToPath(new URL('./postgres-guard.mjs', import.meta.url));
/** How long a server whose starter is gone may take to end by itself, in ms. */
const endingMs = 10_000;

export interface EmbeddedPostgres extends AsyncDisposable {
  /** the server's database `fakexplained` */
  url: string;
  port: number;
  pid: number | undefined;
  /** resolves when the server ends, wanted or not */
  ended: Promise<void>;
}

/**
 * Starts a real PostgreSQL from npm on loopback with its data in `directory`, which is made on the first start.
 * Works as root too. It ends with the process that started it, however that ends. @param wantedPort a free one when not
 * given @throws with what to do when the folder is half made, in use, or not a cluster.
 */
export async function startEmbeddedPostgres(directory: string, wantedPort?: number): Promise<EmbeddedPostgres> {
  const user = await serverUser();
  const programs = await reachableBinaries(await findBinaries(), user);
  const cluster = await reachableDirectory(directory, user);
  await initialise(programs, cluster, user);
  await refuseSecondServer(cluster);
  const password = await readFile(passwordFile(cluster), 'utf8');
  const port = wantedPort ?? (await freePort());
  const words = [
    String(user?.uid ?? ''),
    String(user?.gid ?? ''),
    programs.postgres,
    ...serverArguments(cluster, port),
  ];
  const server = spawn(process.execPath, [guard, ...words], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true, // Ctrl-C in a terminal reaches every process of the group; the one who started it stops it
  });
  server.channel?.unref();
  const log = keepTail(server);
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const url = (database: string) => `postgres://${owner}:${password}@127.0.0.1:${port}/${database}`;
  try {
    await waitUntilReady(url('postgres'), ended, log);
  } catch (error) {
    server.kill('SIGTERM');
    throw error;
  }
  return {
    ...{ url: url(owner), port, pid: server.pid, ended },
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

function serverArguments(cluster: string, port: number): string[] {
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '100' };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', cluster, '-p', String(port), ...flags];
}

const passwordFile = (cluster: string) => `${cluster}.password`;

async function initialise(programs: PostgresBinaries, cluster: string, user: ServerUser | null): Promise<void> {
  if (await nullIfMissing(stat(path.join(cluster, 'PG_VERSION')))) return;
  if (await nullIfMissing(stat(cluster))) {
    throw new Error(
      `${cluster} is there but holds no PostgreSQL cluster. Move it away or delete it, then start again.`,
    );
  }
  const half = `${cluster}.new`; // a start that was cut off leaves only this
  await rm(half, { recursive: true, force: true });
  await makeFolder(half, user);
  const secret = path.join(half, 'password');
  const password = randomBytes(18).toString('base64url');
  await writeFile(secret, password, { mode: 0o644 });
  const made = path.join(half, 'cluster');
  const flags = ['--username', owner, '--pwfile', secret, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'];
  await run(programs.initdb, ['-D', made, '--no-sync', ...flags], { ...user }).catch((cause: unknown) => {
    throw new Error(`PostgreSQL could not make its data folder ${made}.`, { cause });
  });
  await writeFile(passwordFile(cluster), password, { mode: 0o600 });
  await rename(made, cluster);
  await rm(half, { recursive: true, force: true });
}

/**
 * A server whose starter was killed is about to end; one whose guard was killed too is asked to. A cluster in use by a
 * living start is refused.
 */
async function refuseSecondServer(cluster: string): Promise<void> {
  const lock = await nullIfMissing(readFile(path.join(cluster, 'postmaster.pid'), 'utf8'));
  const pid = Number(lock?.split('\n')[0]);
  if (!pid) return;
  for (let waited = 0; isAlive(pid) && waited < endingMs; waited += 100) {
    if (await isOrphan(pid, cluster)) process.kill(pid, 'SIGINT');
    await sleep(100);
  }
  if (!isAlive(pid)) return;
  throw new Error(
    `The database in ${cluster} is already running (process ${pid}). Is another \`npm start\` open? Stop it first, or set FX_DATA_DIR to another folder.`,
  );
}

/** Whether a server of this cluster has no guard any more: its parent is the system's first process. */
async function isOrphan(pid: number, cluster: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const parent = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return command.includes(cluster) && parent.split(') ')[1]?.split(' ')[1] === '1';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function keepTail(server: ChildProcess): () => string {
  let tail = '';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-4000);
  });
  return () => tail;
}

async function waitUntilReady(url: string, ended: Promise<void>, log: () => string): Promise<void> {
  let dead = false;
  void ended.then(() => {
    dead = true;
  });
  for (let attempt = 0; attempt < 300 && !dead; attempt++) {
    const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
    try {
      const [row] = await sql`SELECT 1 AS there FROM pg_database WHERE datname = ${owner}`;
      if (!row) await sql.unsafe(`CREATE DATABASE ${owner}`);
      return;
    } catch {
      await sleep(50);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
  throw new Error(`PostgreSQL did not start. The end of its output:\n${log()}`);
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (!address || typeof address === 'string') throw new Error('The operating system gave no port.');
  return address.port;
}
