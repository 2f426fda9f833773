import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonResult } from '#submissions/comparison.ts';
import type { ScoreReport } from '#submissions/score-report.ts';
import { openWorld, type World } from '#tests/world/services.ts';
import {
  comparisonJobs,
  finishComparison,
  readComparedScores,
  requestComparison,
  setMeasurements,
} from './comparisons.ts';
import { claimJob, listDueJobs, releaseJob, reportJob } from './jobs.ts';
import { createSubmission, finishSubmission, gradingJobs, readSubmission } from './submissions.ts';
import { createTeam } from './teams.ts';

let world: World;
let teamId: string;
beforeAll(async () => {
  world = await openWorld();
  teamId = (await createTeam(world.services.db, 'A team')).team.id;
});
afterAll(() => world?.[Symbol.asyncDispose]());

const result: ComparisonResult = { slices: {}, disagreements: null };

/** The id of a new score, with kept measurements. */
async function newScore(): Promise<string> {
  const { db } = world.services;
  const values = {
    teamId,
    datasetId: world.test.id,
    method: 'm',
    link: null,
    predictionsSha256: '0'.repeat(64),
    bytes: 1,
  };
  const { id } = await createSubmission(db, values);
  const claim = await claimJob(db, gradingJobs, id);
  const report: ScoreReport = {
    ...{ graderVersion: '0.0.0', metricsSpec: 1, predictionsSha256: '0'.repeat(64), seed: 1, slices: {} },
    dataset: { name: 'sample', version: '1', split: 'test', truthSha256: 'f'.repeat(64) },
  };
  await finishSubmission(db, claim!, { report, replicates: {}, measurementsSha256: 'e'.repeat(64) });
  return (await readSubmission(db, id))!.reports[0]!.id;
}

/** A queued comparison of two new scores. */
async function queue() {
  const [x, y] = [await newScore(), await newScore()];
  const asked = await requestComparison(world.services.db, x, y);
  return { x, y, ...asked! };
}

describe('a comparison', () => {
  it('is one row for a pair, whoever comes first and however often it is asked for', async () => {
    const { db } = world.services;
    const [x, y] = [await newScore(), await newScore()].sort() as [string, string];
    const asked = await Promise.all([1, 2, 3, 4].map(() => requestComparison(db, x, y)));
    const swapped = await requestComparison(db, y, x);
    expect(new Set([...asked, swapped].map((each) => each?.row.id)).size).toBe(1);
    expect([asked[0]?.swapped, swapped?.swapped]).toEqual([false, true]);
    expect(swapped?.row).toMatchObject({ scoreA: x, scoreB: y, status: 'queued' });
  });

  it('goes to one of many who claim it at once, with both scores in its order', async () => {
    const { db } = world.services;
    const { row } = await queue();
    const claims = await Promise.all(Array.from({ length: 12 }, () => claimJob(db, comparisonJobs, row.id)));
    const [claim, ...others] = claims.filter((each) => each !== null);
    expect(others).toEqual([]);
    const [a, b] = await readComparedScores(db, claim!);
    expect([a.score.id, b.score.id]).toEqual([row.scoreA, row.scoreB]);
    expect([a.score.measurementsSha256, a.dataset.split]).toEqual(['e'.repeat(64), 'test']);
  });

  it('is written by the newest claim only, and stays done', async () => {
    const { db } = world.services;
    const { x, y, row } = await queue();
    const lost = (await claimJob(db, comparisonJobs, row.id))!;
    await releaseJob(db, comparisonJobs, lost, { failure: 'silent', isOurs: false });
    const held = (await claimJob(db, comparisonJobs, row.id))!;
    expect(await reportJob(db, comparisonJobs, lost)).toBe(false);
    expect(await finishComparison(db, lost, result)).toBe(false);
    expect(await finishComparison(db, held, result)).toBe(true);
    expect(await claimJob(db, comparisonJobs, row.id)).toBeNull();
    expect((await requestComparison(db, x, y))?.row).toMatchObject({ status: 'done', result });
  });

  it('is tried anew when somebody asks long after it failed', async () => {
    const { db, sql } = world.services;
    const { x, y, row } = await queue();
    const claim = (await claimJob(db, comparisonJobs, row.id))!;
    await sql`UPDATE comparisons SET attempts = 3 WHERE id = ${row.id}`;
    await releaseJob(db, comparisonJobs, claim, { failure: 'no memory', isOurs: false });
    expect((await requestComparison(db, x, y))?.row).toMatchObject({ status: 'failed', failure: 'no memory' });
    await sql`UPDATE comparisons SET finished_at = now() - interval '11 minutes' WHERE id = ${row.id}`;
    expect((await requestComparison(db, x, y))?.row).toMatchObject({ status: 'queued', attempts: 0, failure: null });
  });

  it('can be given measurements for a score later', async () => {
    const { db } = world.services;
    const { row } = await queue();
    await setMeasurements(db, row.scoreB, 'd'.repeat(64));
    expect((await readComparedScores(db, row))[1].score.measurementsSha256).toBe('d'.repeat(64));
  });

  it('is not taken in when two hundred wait already', async () => {
    const { db, sql } = world.services;
    const [x, y] = [await newScore(), await newScore()];
    await sql`
      INSERT INTO comparisons (id, score_a, score_b)
      SELECT 'c' || md5(a.id::text || b.id::text), a.id, b.id FROM scores a JOIN scores b ON a.id < b.id
      WHERE ${x} NOT IN (a.id, b.id) ON CONFLICT DO NOTHING`;
    for (let k = 0; k < 12 && (await listDueJobs(db, comparisonJobs)).length < 200; k++) {
      const id = await newScore();
      await sql`INSERT INTO comparisons (id, score_a, score_b)
        SELECT 'c' || md5(${id} || s.id::text), least(s.id, ${id}::uuid), greatest(s.id, ${id}::uuid)
        FROM scores s WHERE s.id NOT IN (${id}, ${x})`;
    }
    expect((await listDueJobs(db, comparisonJobs)).length).toBeGreaterThanOrEqual(200);
    expect(await requestComparison(db, x, y)).toBeNull();
  });
});
