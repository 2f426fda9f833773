import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScoreReport } from '#submissions/score-report.ts';
import { metricKeys } from '#submissions/scorecard.ts';
import { openWorld, type World } from '#tests/world/services.ts';
import { claimJob, releaseJob, reportJob } from './jobs.ts';
import { listEntries } from './leaderboard.ts';
import { createSubmission, finishSubmission, gradingJobs, readSubmission, rejectSubmission } from './submissions.ts';
import { createTeam } from './teams.ts';

let world: World;
let teamId: string;
beforeAll(async () => {
  world = await openWorld();
  teamId = (await createTeam(world.services.db, 'A team')).team.id;
});
afterAll(() => world?.[Symbol.asyncDispose]());

const queue = () =>
  createSubmission(world.services.db, {
    teamId,
    datasetId: world.test.id,
    method: 'a method',
    link: null,
    predictionsSha256: '0'.repeat(64),
    bytes: 10,
  });
const claim = async () => {
  const { id } = await queue();
  const claimed = await claimJob(world.services.db, gradingJobs, id);
  if (!claimed) throw new Error('The submission could not be claimed.');
  return claimed;
};

describe('a submission', () => {
  it('lets only the newest claim write', async () => {
    const { db } = world.services;
    const lost = await claim();
    await releaseJob(db, gradingJobs, lost, { failure: 'silent', isOurs: false });
    const held = await claimJob(db, gradingJobs, lost.id);
    expect(held?.fence).toBe(lost.fence + 1);
    expect(await reportJob(db, gradingJobs, lost, { progress: 0.5 })).toBe(false);
    expect(await finishSubmission(db, lost, score(0.4))).toBe(false);
    expect(await rejectSubmission(db, lost, { issues: [], counts: {} })).toBe(false);
    expect((await readSubmission(db, lost.id))?.report).toBeNull();
    expect(await finishSubmission(db, held!, score(0.5))).toBe(true);
    expect((await readSubmission(db, lost.id))?.report?.slices['overall']?.metrics.fxScore).toBe(0.5);
  });

  it('tells the place in the queue, and of every change', async () => {
    const { db, sql } = world.services;
    const heard: string[] = [];
    const listening = await sql.listen('fx_submission', (payload) => heard.push(JSON.parse(payload).status));
    await sql`DELETE FROM submissions WHERE status = 'queued'`;
    const [first, second] = [await queue(), await queue()];
    expect((await readSubmission(db, first.id))?.place).toBe(1);
    expect((await readSubmission(db, second.id))?.place).toBe(2);
    await claimJob(db, gradingJobs, first.id);
    expect((await readSubmission(db, second.id))?.place).toBe(1);
    await expect.poll(() => heard).toEqual(['queued', 'queued', 'grading']);
    await listening.unlisten();
  });
});

describe('the entries of a board', () => {
  it('holds the best of each method of a team, and counts all attempts', async () => {
    const { db } = world.services;
    const { team } = await createTeam(db, 'Many tries');
    for (const [method, fx] of [
      ['one', 0.2],
      ['one', 0.6],
      ['one', null],
      ['two', 0.1],
    ] as const) {
      const values = {
        teamId: team.id,
        datasetId: world.dev.id,
        link: null,
        predictionsSha256: '1'.repeat(64),
        bytes: 1,
      };
      const { id } = await createSubmission(db, { ...values, method });
      await finishSubmission(db, (await claimJob(db, gradingJobs, id))!, score(fx));
    }
    const entries = await listEntries(db, world.dev.id, 'overall');
    const shown = entries.map(({ method, attempts, slice }) => [method, attempts, slice.metrics.fxScore]);
    expect(shown.toSorted()).toEqual([
      ['one', 4, 0.6],
      ['two', 4, 0.1],
    ]);
    expect(entries[0]?.replicates).toEqual(Float64Array.of(0.25, 0.75));
    expect(await listEntries(db, world.dev.id, 'family:dit')).toEqual([]);
  });
});

/** A score with nothing but an fxScore; the report's other numbers play no part here. */
function score(fxScore: number | null) {
  const metrics = { fxScore } as ScoreReport['slices'][string]['metrics'];
  const overall = { n: 2, fakes: 1, reals: 1, metrics: { ...nothing(), ...metrics }, intervals: {} };
  const report: ScoreReport = {
    graderVersion: '0.0.0',
    metricsSpec: 1,
    dataset: { name: 'sample', version: '1', split: 'test', truthSha256: 'f'.repeat(64) },
    predictionsSha256: '0'.repeat(64),
    seed: 1,
    slices: { overall },
  };
  return { report, replicates: { overall: Float64Array.of(0.25, 0.75) } };
}

function nothing() {
  return Object.fromEntries(metricKeys.map((key) => [key, null])) as ScoreReport['slices'][string]['metrics'];
}
