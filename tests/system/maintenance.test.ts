import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childEnvironment } from '#db/env.ts';
import { claimJob, releaseJob } from '#db/jobs.ts';
import { gradingJobs, readSubmission } from '#db/submissions.ts';
import { reportWorker } from '#db/workers.ts';
import { submit } from '../faults/workers.ts';
import { openSite, type SiteWorld } from '../world/site.ts';

let site: SiteWorld;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.[Symbol.asyncDispose]());

/** Runs `fx` as a maintainer does on the machine of the database. */
async function fx(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = childEnvironment({ DATABASE_URL: site.env.databaseUrl ?? undefined, FX_DATA_DIR: site.env.dataDir });
  const run = promisify(execFile)(process.execPath, ['grader/fx.mjs', ...words], { env });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error) => ({ code: error.code, out: error.stdout, err: error.stderr }),
  );
}

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${site.address}${path}`, { headers });

async function failedSubmission(): Promise<string> {
  const { db, sql } = site.services;
  const id = await submit(site);
  const claim = (await claimJob(db, gradingJobs, id))!;
  await sql`UPDATE submissions SET attempts = 3 WHERE id = ${id}`;
  await releaseJob(db, gradingJobs, claim, { failure: 'out of memory', isOurs: false });
  return id;
}

describe('fx requeue', () => {
  const statusOf = async (id: string) => (await readSubmission(site.services.db, id))?.submission;

  it('queues again what failed, by id or all of it', async () => {
    const [one, two, three] = [await failedSubmission(), await failedSubmission(), await failedSubmission()];
    expect(await statusOf(one)).toMatchObject({ status: 'failed' });
    expect(await fx('requeue', one)).toMatchObject({ code: 0, out: `${one} is queued again.\n` });
    expect(await statusOf(one)).toMatchObject({ status: 'queued', attempts: 0, failure: null });
    expect(await statusOf(two)).toMatchObject({ status: 'failed' });
    const all = await fx('requeue', '--failed');
    expect(all.out.trim().split('\n').toSorted()).toEqual(
      [two, three].map((id) => `${id} is queued again.`).toSorted(),
    );
    expect((await fx('requeue', '--failed')).out).toBe('Nothing has failed.\n');
  });

  it('names what has not failed, and what to give', async () => {
    expect(await fx('requeue', 'snothere')).toMatchObject({
      code: 1,
      err: 'snothere has not failed, or is not there.\n',
    });
    expect(await fx('requeue')).toMatchObject({ code: 2, err: expect.stringContaining('--failed') });
  });
});

describe('fx token', () => {
  const signIn = async (token: string) => {
    const answer = await fetch(`${site.address}/signin`, {
      method: 'POST',
      body: new URLSearchParams({ token }),
      headers: { Origin: site.address },
      redirect: 'manual',
    });
    return answer.headers.get('set-cookie')?.split(';')[0] ?? null;
  };
  const isSignedIn = async (cookie: string) =>
    (await (await get('/submit', { Cookie: cookie })).text()).includes('Test team');

  it('revoking ends the token and the sessions signed in with it, and no others', async () => {
    const [, first = ''] = /Token (fx_\S+)/.exec((await fx('team', 'token', 'Test team')).out) ?? [];
    const [ended, kept] = [await signIn(first), await signIn(site.token)];
    expect([await isSignedIn(ended!), await isSignedIn(kept!)]).toEqual([true, true]);
    const listed = (await fx('token', 'list', 'Test team')).out.trim().split('\n');
    expect(listed).toHaveLength(2);
    expect(listed.join('\n')).not.toContain(first);
    const { sha256Of } = await import('#submissions/sha256.ts');
    expect((await fx('token', 'revoke', sha256Of(first).slice(0, 12))).out).toContain('1 open session');
    expect([await isSignedIn(ended!), await isSignedIn(kept!)]).toEqual([false, true]);
    expect(await signIn(first)).toBeNull();
    expect((await fx('token', 'list', 'Test team')).out).toContain('revoked');
    expect(await fx('token', 'revoke', first)).toMatchObject({
      code: 2,
      err: expect.stringContaining('no such token'),
    });
  });

  it('rotating gives a new token in place of the old one', async () => {
    const [, old = ''] = /Token (fx_\S+)/.exec((await fx('team', 'token', 'Test team')).out) ?? [];
    const [, fresh = ''] = /Token (fx_\S+)/.exec((await fx('token', 'rotate', old)).out) ?? [];
    expect(await signIn(old)).toBeNull();
    expect(await isSignedIn((await signIn(fresh))!)).toBe(true);
  });
});

describe('health', () => {
  const ready = async () => {
    const answer = await get('/api/v1/health/ready');
    return { status: answer.status, ...(await answer.json()) };
  };

  it('is ready while a grader works, and says why when none does, or one is in trouble, or work fails', async () => {
    const { db, sql } = site.services;
    await sql`UPDATE submissions SET status = 'grading' WHERE status = 'queued'`;
    await sql`UPDATE submissions SET status = 'scored', set_back_since = NULL WHERE status = 'grading'`;
    expect(await ready()).toEqual({ status: 200, ready: true, reasons: [] });
    const id = await submit(site);
    expect(await ready()).toMatchObject({ status: 200 });
    await sql`UPDATE submissions SET created_at = now() - interval '1 minute', next_try_at = now() - interval '1 minute' WHERE id = ${id}`;
    expect(await ready()).toMatchObject({ status: 503, reasons: [expect.stringContaining('no grader')] });
    await reportWorker(db, { id: 'w1', name: 'grader', trouble: null, refusedWrites: 0 });
    expect(await ready()).toMatchObject({ status: 200 });
    await reportWorker(db, { id: 'w1', name: 'grader', trouble: '/secret/path is missing', refusedWrites: 0 });
    expect(await ready()).toMatchObject({
      status: 503,
      reasons: [expect.stringContaining('something around it is broken')],
    });
    expect(await (await get('/api/v1/health')).text()).not.toContain('/secret/path');
    await reportWorker(db, { id: 'w1', name: 'grader', trouble: null, refusedWrites: 0 });
    await releaseJob(db, gradingJobs, (await claimJob(db, gradingJobs, id))!, { failure: 'x', isOurs: true });
    expect(await ready()).toMatchObject({
      status: 503,
      reasons: ['1 submission went back because something of ours was broken.'],
    });
    await failedSubmission();
    expect((await ready()).reasons).toContain('1 submission failed on our side within the last hour.');
  });

  it('is alive whatever the grading does', async () => {
    expect(await (await get('/api/v1/health/live')).json()).toEqual({ ok: true });
  });
});
