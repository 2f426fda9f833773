import { type Command, Option } from 'commander';
import { resumeRun } from '#db/baselines.ts';
import { openDatabase } from '#db/client.ts';
import { comparisonJobs } from '#db/comparisons.ts';
import { readEnv } from '#db/env.ts';
import { requeueFailed } from '#db/jobs.ts';
import { gradingJobs } from '#db/submissions.ts';
import { withRunning } from '#grader/start/running.ts';

/** Adds `fx requeue ID… | --failed`: for maintainers, on the machine of the database. */
export function addRequeueCommand(program: Command): void {
  program
    .command('requeue')
    .description('queue again what failed on our side, with all its attempts (needs the database)')
    .argument('[ids...]', 'submissions, comparisons, baseline runs')
    .addOption(new Option('--failed', 'every failed submission and comparison'))
    .action(async (ids: string[], { failed = false }: { failed?: boolean }) => {
      if (failed === ids.length > 0) throw new Error('Give the ids of what failed, or --failed for all of it.');
      const { databaseUrl } = await withRunning(readEnv());
      if (!databaseUrl) throw new Error('No database: start the system with `npm start`, or set DATABASE_URL.');
      await using database = openDatabase(databaseUrl, 1);
      const { db } = database;
      const chosen = failed ? undefined : ids;
      const queued = [
        ...(await requeueFailed(db, gradingJobs, chosen)),
        ...(await requeueFailed(db, comparisonJobs, chosen)),
      ];
      for (const id of ids) if (await resumeRun(db, id)) queued.push(id);
      for (const id of queued) console.log(`${id} is queued again.`);
      const others = ids.filter((id) => !queued.includes(id));
      for (const id of others) console.error(`${id} has not failed, or is not there.`);
      if (failed && queued.length === 0) console.log('Nothing has failed.');
      if (others.length > 0) process.exitCode = 1;
    });
}
