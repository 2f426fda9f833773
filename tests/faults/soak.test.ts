import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#db/embedded.ts';
import { dataPaths, readEnv } from '#db/env.ts';
import { createTeam } from '#db/teams.ts';
import { seededRandom } from '#grader/dataset/seeded-random.ts';
import { secretFolders } from '#grader/jobs/secret-folders.ts';
import { type Child, type Program, startChild } from '#grader/start/children.ts';
import { keepRunning } from '#grader/start/keep-running.ts';
import { siteProgram, workerProgram } from '#grader/start/programs.ts';
import { processesOf } from '../world/processes.ts';
import { goodLines, openWorld, type World } from '../world/services.ts';

/**
 * Everything at once, for a while: uploads that are repeated and broken off, killed and frozen graders, a killed site and
 * database, answers that are away, a folder that takes no file, an emptied queue. The seed makes the same plan again:
 * `FX_SOAK_SECONDS=300 FX_SOAK_SEED=7 npm run soak`.
 */
const { soakSeconds, soakSeed } = readEnv();
const random = seededRandom(soakSeed, 'soak');
const quietMs = 120_000;

/** A process that is kept running, and can be hit while it runs. */
function keep(program: Program) {
  let child: Child;
  const start = () => {
    child = startChild(program);
    return child;
  };
  const kept = keepRunning(start(), start, { name: program.name, say: () => {}, mostEnds: 1000, pauseMs: 100 });
  return {
    ...kept,
    signal(name: NodeJS.Signals) {
      try {
        if (child.pid) process.kill(child.pid, name);
      } catch {
        // it has just ended by itself
      }
    },
  };
}

interface Sent {
  key: string;
  method: string;
  /** ids that were answered with 201 */
  answers: Set<string>;
}

it(
  `soaks for ${soakSeconds} s with seed ${soakSeed}: every accepted upload is scored once, and nothing is left behind`,
  async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'fx-soak-'));
    const postgres = path.join(directory, 'postgres');
    let database: EmbeddedPostgres = await startEmbeddedPostgres(postgres);
    await using world = await openWorld(undefined, { databaseUrl: database.url });
    const { env, services } = world;
    const { token } = await createTeam(services.db, 'Soaked');
    const site = keep(siteProgram(process.cwd(), env));
    const graders = [keep(workerProgram(process.cwd(), quiet(env))), keep(workerProgram(process.cwd(), quiet(env)))];
    const address = `http://127.0.0.1:${env.port}`;
    await until(async () => (await fetch(`${address}/api/v1/health/live`)).ok);

    const sent: Sent[] = [];
    const counts: Record<string, number> = {};
    const send = async (upload: Sent, { breakOff = false } = {}) => {
      const query = new URLSearchParams({ split: 'dev', method: upload.method });
      const headers = {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/x-ndjson',
        'Idempotency-Key': upload.key,
      };
      const signal = AbortSignal.timeout(breakOff ? 20 : 20_000);
      const request = { method: 'POST', headers, signal, body: breakOff ? slowly() : goodLines, duplex: 'half' };
      const answer = await fetch(`${address}/api/v1/submissions?${query}`, request as RequestInit).catch(() => null);
      if (answer?.status === 201) upload.answers.add((await answer.json()).id);
      else await answer?.body?.cancel();
      return answer?.status ?? 0;
    };

    const actions: Record<string, () => Promise<unknown>> = {
      upload: async () => {
        const upload = { key: randomUUID(), method: `m${sent.length}`, answers: new Set<string>() };
        sent.push(upload);
        await send(upload);
      },
      'upload broken off, then repeated': async () => {
        const upload = { key: randomUUID(), method: `m${sent.length}`, answers: new Set<string>() };
        sent.push(upload);
        await send(upload, { breakOff: true });
        await send(upload);
      },
      'upload repeated': async () => {
        if (sent.length > 0) await send(random.pick(sent));
      },
      'grader killed': async () => random.pick(graders).signal('SIGKILL'),
      'grader frozen': async () => {
        const grader = random.pick(graders);
        grader.signal('SIGSTOP');
        await wait(random.between(500, 4000));
        grader.signal('SIGCONT');
      },
      'site killed': async () => site.signal('SIGKILL'),
      'database killed': async () => {
        if (database.pid) process.kill(database.pid, 'SIGKILL');
        await database.ended;
        database = await startEmbeddedPostgres(postgres, database.port);
      },
      'answers away': async () => {
        const truth = path.join(dataPaths(env.dataDir).dataset, 'dev.truth.jsonl');
        await rename(truth, `${truth}.away`);
        await wait(random.between(500, 3000));
        await rename(`${truth}.away`, truth);
      },
      'no room for measurements': async () => {
        const { measurementsDirectory: folder } = secretFolders(env);
        await mkdir(folder, { recursive: true });
        await rename(folder, `${folder}.away`);
        await writeFile(folder, 'in the way');
        await wait(random.between(500, 3000));
        await rm(folder, { recursive: true });
        await rename(`${folder}.away`, folder);
      },
      'queue emptied': () => services.sql.unsafe('TRUNCATE bullmq.job CASCADE').catch(() => {}), // the database may be away
    };
    const weights: Record<string, number> = { upload: 8, 'upload broken off, then repeated': 3, 'upload repeated': 3 };

    const end = performance.now() + soakSeconds * 1000;
    while (performance.now() < end) {
      const name = random.weighted(Object.keys(actions), (each) => weights[each] ?? 1);
      counts[name] = (counts[name] ?? 0) + 1;
      await actions[name]!();
      await wait(random.between(0, 300));
    }

    // all is well again: whoever got no answer asks once more, as a client does
    await until(async () => (await fetch(`${address}/api/v1/health/live`)).ok);
    for (const upload of sent) await until(async () => (await send(upload)) === 201);
    const open = async () =>
      (await services.sql`SELECT count(*)::int AS open FROM submissions WHERE status IN ('queued', 'grading')`)[0]?.[
        'open'
      ];
    await until(async () => (await open()) === 0);

    const rows = await services.sql`
    SELECT s.id, s.status, s.method, count(c.id)::int AS scores FROM submissions s LEFT JOIN scores c ON c.submission_id = s.id
    GROUP BY s.id`;
    const ids = sent.map(({ answers }) => [...answers]);
    console.log(
      `soak, seed ${soakSeed}, ${soakSeconds} s: ${JSON.stringify(counts)}; ${sent.length} uploads, ${rows.length} submissions`,
    );
    expect(ids.filter((each) => each.length !== 1)).toEqual([]); // one key, one submission
    expect(rows.filter(({ status, scores }) => status !== 'scored' || scores !== 1)).toEqual([]);
    expect(rows.map(({ id }) => id).toSorted()).toEqual(ids.flat().toSorted());
    await until(async () => (await readdir(path.join(dataPaths(env.dataDir).store, 'spool'))).length === 0);
    await until(async () => (await (await fetch(`${address}/api/v1/health/ready`)).json()).ready === true);

    await Promise.all([site, ...graders].map((each) => each[Symbol.asyncDispose]()));
    expect(await processesOf(env.dataDir)).toEqual([]);
    await services[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    expect(await processesOf(postgres)).toEqual([]);
    await rm(directory, { recursive: true, force: true });
  },
  (soakSeconds + 300) * 1000,
);

function quiet(env: World['env']): World['env'] {
  return { ...env, logLevel: 'silent' };
}

/** A body that begins and does not come to its end before the sender gives up. */
async function* slowly(): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(goodLines.slice(0, 40));
  await wait(1000);
  yield new TextEncoder().encode(goodLines.slice(40));
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  await expect.poll(() => isSo().catch(() => false), { timeout: quietMs, interval: 250 }).toBe(true);
}
