import { readEnv } from '#db/env.ts';
import { checkGraderSurroundings } from './jobs/check-surroundings.ts';
import { comparingPerformer, openComparer } from './jobs/compare.ts';
import { gradingPerformer, openScorer } from './jobs/grade.ts';
import { serveJobs } from './jobs/serve-jobs.ts';
import { openServices } from './services/services.ts';
import { stopSignal } from './start/stop-signal.ts';

/** A grader that is silent this long has died; several heartbeats. */
const silentMs = 15_000;

/** The grader: the only process that is given the sealed answers. */
async function main(): Promise<void> {
  const stop = stopSignal();
  await using services = await openServices(readEnv(), { name: 'grader' });
  await using scorer = openScorer(services);
  await using comparer = openComparer(services);
  const { gradingQueue, comparingQueue } = services;
  const grading = {
    name: 'grading' as const,
    queue: gradingQueue,
    performer: gradingPerformer(services, scorer.score),
  };
  const comparing = {
    ...{ name: 'comparing' as const, queue: comparingQueue },
    performer: comparingPerformer(services, comparer.compare),
  };
  const served = [grading, comparing].map((each) => ({ ...each, silentMs }));
  await serveJobs(services, served, { name: 'grader', check: () => checkGraderSurroundings(services), stop });
}

await main();
process.exit(); // a Redis that is away is tried for ever by connections of BullMQ that nobody can close
