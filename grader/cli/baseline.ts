import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { cancelRun, createRun, createRunOnce, listRuns, readRun, resumeRun } from '#db/baselines.ts';
import { currentDataset } from '#db/datasets.ts';
import { readEnv } from '#db/env.ts';
import type { BaselineRunRow } from '#db/schema.ts';
import { requireRun } from '#grader/baseline/reproduce/require-run.ts';
import { settingsOf } from '#grader/baseline/reproduce/run-row.ts';
import { openModelServer } from '#grader/baseline/run/model-server.ts';
import { selfCheck } from '#grader/baseline/run/selfcheck.ts';
import { runPerformer } from '#grader/jobs/baseline-run.ts';
import { performJob } from '#grader/jobs/perform.ts';
import type { Services } from '#grader/services/services.ts';
import { withRunning } from '#grader/start/running.ts';
import { runStatusTitles } from '#submissions/lifecycle.ts';
import { addReproductionCommands } from './baseline-reproduce.ts';
import { maintainersSite, maintainerToken, openBaselineServices, siteAddress } from './baseline-services.ts';
import { settingsFrom, withSettings } from './baseline-settings.ts';

/** Beside the settings, which are checked by `settingsFrom`. */
interface RunOptions {
  here?: boolean;
  again?: boolean;
}

/** Adds `fx baseline …`: for maintainers, where the database can be reached. */
export function addBaselineCommands(program: Command): void {
  const baseline = program
    .command('baseline')
    .description('run the reference model and submit its answers like a team’s');
  addRunCommands(baseline);
  addModelCommands(baseline);
  addReproductionCommands(baseline);
}

function addRunCommands(baseline: Command): void {
  withSettings(baseline.command('run').description('ask the model about every image of a split and submit'))
    .option('--here', 'perform it in this process instead of on a waiting runner')
    .option('--again', 'queue it also while one like it has not ended')
    .action(async ({ here, again, ...given }: RunOptions) => {
      const settings = settingsFrom(given);
      await using services = await openBaselineServices();
      const dataset = await currentDataset(services.db, settings.split);
      if (!dataset) throw new Error(`There is no data set with a ${settings.split} split. Start the system first.`);
      if (here) siteAddress(services);
      const wanted = { datasetId: dataset.id, settings };
      const { run, isNew } =
        here || again
          ? { run: await createRun(services.db, wanted), isNew: true }
          : await createRunOnce(services.db, wanted);
      if (!isNew)
        throw new Error(
          `The run ${run.id} has the same split and settings and has not ended: \`fx baseline status ${run.id}\`. --again queues a second one.`,
        );
      console.log(`Run ${run.id}: ${settings.method} on ${dataset.name}, ${settings.split} split.`);
      await startRun(services, run, here ?? false);
    });
  baseline
    .command('resume')
    .description('go on with a run that failed or was cancelled; nothing is asked twice')
    .argument('<id>')
    .option('--here', 'perform it in this process')
    .action(async (id: string, { here }: { here?: boolean }) => {
      await using services = await openBaselineServices();
      await requireRun(services.db, id);
      const run = await resumeRun(services.db, id);
      if (!run) throw new Error(`The run ${id} has neither failed nor been cancelled: \`fx baseline status ${id}\`.`);
      await startRun(services, run, here ?? false);
    });
  baseline
    .command('status')
    .description('the runs, or one of them')
    .argument('[id]')
    .action(async (id?: string) => {
      await using services = await openBaselineServices();
      const runs = id ? [await requireRun(services.db, id)] : await listRuns(services.db, 20);
      for (const run of runs) printRun(run);
      if (runs.length === 0) console.log('No run yet: `fx baseline run`.');
    });
  baseline
    .command('cancel')
    .argument('<id>')
    .description('stop a run; its answers are kept')
    .action(async (id: string) => {
      await using services = await openBaselineServices();
      await requireRun(services.db, id);
      if (!(await cancelRun(services.db, id))) throw new Error(`The run ${id} is not waiting and not under way.`);
      console.log(`Cancelled ${id}. \`fx baseline resume ${id}\` goes on with it.`);
    });
}

function addModelCommands(baseline: Command): void {
  withSettings(
    baseline.command('selfcheck').description('do answers depend on the batch? 100 images, two concurrencies'),
  )
    .option('--images <n>', 'how many', Number, 100)
    .action(async ({ images, ...given }: { images: number }) => {
      if (!Number.isInteger(images) || images < 1) throw new Error('--images: a whole number from 1 is expected.');
      const settings = settingsFrom(given);
      const env = await withRunning(readEnv());
      const site = { url: siteAddress({ env }), token: '' };
      await using opened = await openModelServer(env, settings);
      const check = await selfCheck(site, opened.server, {
        ...{ settings, count: images, concurrencies: [1, settings.concurrency] },
      });
      const [few, many] = check.concurrencies;
      console.log(`${check.images} images at concurrency ${few} and ${many}: ${check.different} answers differ,`);
      console.log(`log-odds by at most ${check.largestDifference.toExponential(2)}.`);
      if (check.different > 0) process.exitCode = 1;
    });
  baseline
    .command('token')
    .description('a maintainer’s token: for a runner elsewhere (FX_TOKEN), and to sign in on the site')
    .action(async () => {
      await using services = await openBaselineServices();
      console.log(`Token ${await maintainerToken(services.db)}\nKeep it: only its hash is stored.`);
    });
}

async function startRun(services: Services, run: BaselineRunRow, here: boolean): Promise<void> {
  if (!here) {
    await services.baselineQueue.enqueue(run.id, run.fence);
    console.log(
      'A runner takes it: `node grader/gpu-runner.ts` on a machine with the model. `fx baseline status` shows how far it is.',
    );
    return;
  }
  const site = await maintainersSite(services);
  const bar = new SingleBar({
    format: 'Asking {bar} {value}/{total} · {rate} images/s · {eta_formatted} left · {bad} malformed',
  });
  bar.start(1, 0, { rate: '–', bad: 0 });
  try {
    const performer = runPerformer(services, site, ({ asked, total, imagesPerSecond, malformed }) => {
      bar.setTotal(total);
      bar.update(asked, { rate: imagesPerSecond.toFixed(1), bad: malformed });
    });
    await performJob(services, { performer, id: run.id });
  } finally {
    bar.stop();
  }
  const ended = await readRun(services.db, run.id);
  if (!ended) throw new Error(`The run ${run.id} is no longer in the database.`);
  printRun(ended);
  if (ended.status !== 'submitted') process.exitCode = 1;
}

function printRun(run: BaselineRunRow): void {
  const settings = settingsOf(run);
  const { progress } = run;
  const asked = `${run.createdAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  console.log(
    `${run.id}  ${runStatusTitles[run.status]}  ${settings.method} (${settings.model}), ${settings.split}, ${asked}`,
  );
  if (progress)
    console.log(
      `  ${progress.asked} of ${progress.total} images, ${progress.malformed} malformed, ${progress.imagesPerSecond.toFixed(1)} images/s`,
    );
  if (run.submissionId) console.log(`  submission ${run.submissionId}: \`fx status ${run.submissionId}\``);
  if (run.failure) console.log(`  ${run.failure.replaceAll('\n', '\n  ')}`);
}
