import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listEntries } from '#db/leaderboard.ts';
import { scoreSlices, scores } from '#db/schema.ts';
import { publishShadows, readSubmission } from '#db/submissions.ts';
import { createTeam } from '#db/teams.ts';
import { receiveSubmission } from '#grader/intake/receive.ts';
import { gradingPerformer, openScorer } from '#grader/jobs/grade.ts';
import { performJob } from '#grader/jobs/perform.ts';
import { gradeShadows, listMoves } from '#grader/jobs/regrade.ts';
import { graderVersion } from '#grader/release/version.ts';
import { goodLines, openWorld, type World } from '../world/services.ts';

/** A new grader beside an old one. The old one is made by writing another version and score into an official report. */
let world: World;
let scorer: ReturnType<typeof openScorer>;
let ids: { moved: string; kept: string };

async function graded(name: string): Promise<string> {
  const { services, test } = world;
  const { team } = await createTeam(services.db, name);
  const body = (async function* () {
    yield new TextEncoder().encode(goodLines);
  })();
  const taken = await receiveSubmission(services, { team, dataset: test, method: `by ${name}`, link: null, body });
  if (taken.kind !== 'accepted') throw new Error('The good lines were refused.');
  await performJob(services, { performer: gradingPerformer(services, scorer.score), id: taken.submission.id });
  return taken.submission.id;
}

beforeAll(async () => {
  world = await openWorld();
  scorer = openScorer(world.services);
  ids = { moved: await graded('Moved'), kept: await graded('Kept') };
  const { db } = world.services;
  const [old] = await db
    .update(scores)
    .set({
      graderVersion: '0.9.0',
      report: sql`jsonb_set(jsonb_set(report, '{slices,overall,metrics,fxScore}', '0.999'), '{graderVersion}', '"0.9.0"')`,
    })
    .where(eq(scores.submissionId, ids.moved))
    .returning();
  await db.update(scoreSlices).set({ fxScore: 0.999 }).where(eq(scoreSlices.scoreId, old!.id));
});
afterAll(async () => {
  await scorer?.[Symbol.asyncDispose]();
  await world?.[Symbol.asyncDispose]();
});

const versionsOnTheBoard = async () =>
  (await listEntries(world.services.db, world.test.id, 'overall')).map((entry) => entry.graderVersion).sort();

describe('a new grader', () => {
  it('grades in the shadow only what has no report of it, and changes nothing a visitor sees', async () => {
    expect(await gradeShadows(world.services, scorer.score, world.test)).toBe(1);
    expect(await gradeShadows(world.services, scorer.score, world.test)).toBe(0);
    expect(await versionsOnTheBoard()).toEqual(['0.9.0', graderVersion].sort());
    const file = await readSubmission(world.services.db, ids.moved);
    expect(file?.report?.graderVersion).toBe('0.9.0');
    expect(file?.reports).toHaveLength(1);
  });

  it('shows who would move and why', async () => {
    const moves = await listMoves(world.services, world.test);
    const moved = moves.find(({ team }) => team === 'Moved');
    expect(moved?.before).toMatchObject({ rank: 1, fxScore: 0.999, graderVersion: '0.9.0' });
    expect(moved?.after?.graderVersion).toBe(graderVersion);
    expect(moved?.why.map(({ key }) => key)).toEqual(['fxScore']);
    expect(moves.find(({ team }) => team === 'Kept')).toMatchObject({
      before: { rank: 2 },
      after: { rank: 1 },
      why: [],
    });
  });

  it('is official once published, and the old report stays readable', async () => {
    const { db } = world.services;
    expect(await publishShadows(db, world.test.id)).toBe(1);
    expect(await publishShadows(db, world.test.id)).toBe(0);
    expect(await versionsOnTheBoard()).toEqual([graderVersion, graderVersion]);
    expect(await listMoves(world.services, world.test)).toEqual([]);
    const file = await readSubmission(db, ids.moved);
    expect(file?.report?.graderVersion).toBe(graderVersion);
    expect(file?.reports.map((each) => each.graderVersion)).toEqual([graderVersion, '0.9.0']);
    const old = await readSubmission(db, ids.moved, file?.reports[1]?.id);
    expect(old?.report?.slices['overall']?.metrics.fxScore).toBe(0.999);
    expect(await readSubmission(db, ids.kept, file?.reports[1]?.id)).toBeNull();
  });
});
