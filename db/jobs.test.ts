import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparisonStatuses, maxAttempts, runStatuses, statuses } from '#submissions/lifecycle.ts';
import { openWorld, type World } from '#tests/world/services.ts';
import { createRun, runJobs } from './baselines.ts';
import { comparisonJobs } from './comparisons.ts';
import {
  claimJob,
  countJobs,
  finishJob,
  type JobKind,
  listDueJobs,
  releaseJob,
  releaseSilentJobs,
  reportJob,
  requeueFailed,
} from './jobs.ts';
import { createSubmission, gradingJobs } from './submissions.ts';
import { createTeam } from './teams.ts';
import { listWorkers, removeWorker, reportWorker } from './workers.ts';

let world: World;
let teamId: string;
beforeAll(async () => {
  world = await openWorld();
  teamId = (await createTeam(world.services.db, 'A team')).team.id;
});
afterAll(() => world?.[Symbol.asyncDispose]());

async function newSubmission(): Promise<string> {
  const file = { predictionsSha256: '0'.repeat(64), bytes: 10 };
  const values = { teamId, datasetId: world.test.id, method: 'a method', link: null, ...file };
  return (await createSubmission(world.services.db, values)).id;
}

async function newScore(): Promise<string> {
  const submissionId = await newSubmission();
  const [row] = await world.services.sql`
    INSERT INTO scores (submission_id, grader_version, truth_sha256, report)
    VALUES (${submissionId}, '0', '0', '{}') RETURNING id`;
  return String(row?.['id']);
}

async function newComparison(): Promise<string> {
  const [a, b] = [await newScore(), await newScore()].sort() as [string, string];
  const id = `c${a.slice(0, 8)}`;
  await world.services.sql`INSERT INTO comparisons (id, score_a, score_b) VALUES (${id}, ${a}, ${b})`;
  return id;
}

const newRun = async () => (await createRun(world.services.db, { datasetId: world.dev.id, settings: {} })).id;

// biome-ignore lint/suspicious/noExplicitAny: one suite for jobs of three tables
const kinds: { kind: JobKind<any>; create: () => Promise<string>; end: string; table: string }[] = [
  { kind: gradingJobs, create: newSubmission, end: 'rejected', table: 'submissions' },
  { kind: comparisonJobs, create: newComparison, end: 'done', table: 'comparisons' },
  { kind: runJobs, create: newRun, end: 'submitted', table: 'baseline_runs' },
];

describe.each(kinds)('a job of $table', ({ kind, create, end, table }) => {
  const db = () => world.services.db;
  const row = async (id: string) => {
    const [found] = await world.services.sql`SELECT * FROM ${world.services.sql(table)} WHERE id = ${id}`;
    return found!;
  };
  const claim = async (id: string) => (await claimJob(db(), kind, id))!;
  const set = (id: string, text: string) => world.services.sql.unsafe(`UPDATE ${table} SET ${text} WHERE id = '${id}'`);
  const ours = { failure: 'the answers are away', isOurs: true };
  const its = { failure: 'out of memory', isOurs: false };

  it('goes to one of many who claim it at once', async () => {
    const id = await create();
    const claims = await Promise.all(Array.from({ length: 16 }, () => claimJob(db(), kind, id)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await row(id)).toMatchObject({ status: kind.working, fence: 1, attempts: 1 });
  });

  it('is written by the newest claim only', async () => {
    const id = await create();
    const lost = await claim(id);
    await releaseJob(db(), kind, lost, its);
    const held = await claim(id);
    expect(held.fence).toBe(lost.fence + 1);
    expect(await reportJob(db(), kind, lost)).toBe(false);
    expect(await releaseJob(db(), kind, lost, its)).toBe(false);
    expect(await finishJob(db(), kind, lost, { status: end })).toBe(false);
    expect(await row(id)).toMatchObject({ status: kind.working, finished_at: null });
    expect(await finishJob(db(), kind, held, { status: end })).toBe(true);
    expect(await row(id)).toMatchObject({ status: end, failure: null, finished_at: expect.any(String) });
    expect(await claimJob(db(), kind, id)).toBeNull();
  });

  it('costs an attempt for what it does itself, fails after the last, and can be queued again with all of them', async () => {
    const id = await create();
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      expect(await row(id)).toMatchObject({ status: 'queued', attempts: attempt - 1 });
      await releaseJob(db(), kind, await claim(id), its);
    }
    expect(await row(id)).toMatchObject({ status: 'failed', failure: its.failure, finished_at: expect.any(String) });
    expect(await claimJob(db(), kind, id)).toBeNull();
    expect(await requeueFailed(db(), kind, ['not-this-one'])).toEqual([]);
    expect(await requeueFailed(db(), kind, [id])).toEqual([id]);
    expect(await row(id)).toMatchObject({ status: 'queued', attempts: 0, failure: null, finished_at: null });
  });

  it('costs no attempt for what is broken on our side: it waits twice as long each time, up to ten minutes', async () => {
    const id = await create();
    const pauses: number[] = [];
    for (let setback = 0; setback < 12; setback++) {
      await releaseJob(db(), kind, await claim(id), ours);
      const [found] = await world.services.sql`
        SELECT round(extract(epoch FROM next_try_at - now()))::int AS pause FROM ${world.services.sql(table)} WHERE id = ${id}`;
      pauses.push(found!['pause']);
      expect(await claimJob(db(), kind, id)).toBeNull();
      expect((await listDueJobs(db(), kind)).map((each) => each.id)).not.toContain(id);
      await set(id, 'next_try_at = now()');
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
    expect(await row(id)).toMatchObject({ status: 'queued', attempts: 0, setbacks: 12, failure: ours.failure });
    expect((await listDueJobs(db(), kind)).map((each) => each.id)).toContain(id);
  });

  it('fails when something of ours has been broken for a day, and a success forgets earlier setbacks', async () => {
    const [id, other] = [await create(), await create()];
    for (const each of [id, other]) {
      await releaseJob(db(), kind, await claim(each), ours);
      await set(each, "next_try_at = now(), set_back_since = now() - interval '25 hours'");
    }
    await releaseJob(db(), kind, await claim(id), ours);
    expect(await row(id)).toMatchObject({ status: 'failed', failure: ours.failure });
    await finishJob(db(), kind, await claim(other), { status: end });
    expect(await row(other)).toMatchObject({ status: end, set_back_since: null });
  });

  it('is released when its worker is silent, and left alone while there are signs of life', async () => {
    const [silent, alive] = [await create(), await create()];
    for (const id of [silent, alive]) await claim(id);
    await set(silent, "heartbeat_at = now() - interval '1 minute'");
    await releaseSilentJobs(db(), kind, 15_000);
    expect(await row(silent)).toMatchObject({
      status: 'queued',
      attempts: 1,
      failure: expect.stringContaining('life'),
    });
    expect(await row(alive)).toMatchObject({ status: kind.working });
  });

  it('is counted, with the time since when the oldest could be claimed', async () => {
    await world.services.sql.unsafe(
      `UPDATE ${table} SET next_try_at = now() + interval '1 hour' WHERE status = 'queued'`,
    );
    const id = await create();
    const { counts, dueSince } = await countJobs(db(), kind);
    expect(counts.queued).toBeGreaterThan(0);
    expect(dueSince).toEqual(new Date((await row(id))['created_at']));
  });
});

describe('the database', () => {
  const allowed: Record<string, readonly string[]> = {
    submissions: [
      'queued grading',
      'grading scored',
      'grading rejected',
      'grading failed',
      'grading queued',
      'failed queued',
    ],
    comparisons: ['queued computing', 'computing done', 'computing failed', 'computing queued', 'failed queued'],
    baseline_runs: [
      ...[
        'queued running',
        'queued cancelled',
        'running submitted',
        'running failed',
        'running cancelled',
        'running queued',
      ],
      ...['failed queued', 'cancelled queued'],
    ],
  };
  const named = { submissions: statuses, comparisons: comparisonStatuses, baseline_runs: runStatuses };

  it.each(kinds)('lets a row of $table move along the arrows of its life only', async ({ table, create }) => {
    const { sql } = world.services;
    const known = named[table as keyof typeof named];
    const id = await create();
    const taken: string[] = [];
    for (const from of known) {
      for (const to of known.filter((each) => each !== from)) {
        await sql.unsafe(`ALTER TABLE ${table} DISABLE TRIGGER ${table}_moves`);
        await sql.unsafe(`UPDATE ${table} SET status = '${from}' WHERE id = '${id}'`);
        await sql.unsafe(`ALTER TABLE ${table} ENABLE TRIGGER ${table}_moves`);
        const moved = await sql.unsafe(`UPDATE ${table} SET status = '${to}' WHERE id = '${id}'`).then(
          () => true,
          (error: Error) => {
            expect(error.message).toContain(`cannot move from ${from} to ${to}`);
            return false;
          },
        );
        if (moved) taken.push(`${from} ${to}`);
      }
    }
    expect(taken.toSorted()).toEqual(allowed[table]?.toSorted());
  });
});

describe('workers', () => {
  it('are listed with what is broken around them, how long they are silent, and what was refused', async () => {
    const { db, sql } = world.services;
    await reportWorker(db, { id: 'w1', name: 'grader', trouble: null, refusedWrites: 1 });
    await reportWorker(db, { id: 'w1', name: 'grader', trouble: 'the disk is full', refusedWrites: 2 });
    await reportWorker(db, { id: 'w2', name: 'gpu-runner', trouble: null, refusedWrites: 0 });
    await sql`UPDATE workers SET heartbeat_at = now() - interval '1 minute' WHERE id = 'w2'`;
    const [one, two] = await listWorkers(db);
    expect(one).toMatchObject({ id: 'w1', trouble: 'the disk is full', refusedWrites: 3 });
    expect(one!.silentMs).toBeLessThan(5000);
    expect(two!.silentMs).toBeGreaterThan(55_000);
    await removeWorker(db, 'w1');
    expect((await listWorkers(db)).map(({ id }) => id)).toEqual(['w2']);
  });
});
