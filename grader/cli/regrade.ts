import { SingleBar } from 'cli-progress';
import { type Command, Option } from 'commander';
import { currentDatasets } from '#db/datasets.ts';
import { readEnv } from '#db/env.ts';
import type { Dataset } from '#db/schema.ts';
import { publishShadows } from '#db/submissions.ts';
import { openScorer } from '#grader/jobs/grade.ts';
import { gradeShadows, listMoves, type Move } from '#grader/jobs/regrade.ts';
import { graderVersion } from '#grader/release/version.ts';
import { openServices, type Services } from '#grader/services/services.ts';
import { withRunning } from '#grader/start/running.ts';
import { isSubmittable } from '#submissions/terms.ts';

/** Adds `fx regrade --all --shadow|--publish`: for maintainers, on the machine that has the database and the sealed answers. */
export function addRegradeCommand(program: Command): void {
  program
    .command('regrade')
    .description(
      'grade all entries that have no report of this grader on the current answers, beside the official reports',
    )
    .requiredOption('--all', 'every entry of the current data sets')
    .addOption(new Option('--shadow', 'grade into the shadow and show who would move and why').conflicts('publish'))
    .option('--publish', 'make the shadow reports official; the old ones stay readable')
    .action(async ({ shadow, publish }: { shadow?: boolean; publish?: boolean }) => {
      if (!shadow && !publish)
        throw new Error('Give --shadow to grade and compare, then --publish to make it official.');
      const env = await withRunning(readEnv());
      await using services = await openServices({ ...env, logLevel: 'warn' }, { name: 'fx' });
      const datasets = (await currentDatasets(services.db)).filter(({ split }) => isSubmittable(split));
      for (const dataset of datasets)
        await (publish ? makeOfficial(services, dataset) : compareShadow(services, dataset));
    });
}

async function compareShadow(services: Services, dataset: Dataset): Promise<void> {
  await using scorer = openScorer(services);
  const bar = new SingleBar({ format: `${dataset.split} {bar} {value}/{total} entries`, clearOnComplete: true });
  bar.start(1, 0);
  const graded = await gradeShadows(services, scorer.score, dataset, (done, total) => {
    bar.setTotal(Math.max(1, total));
    bar.update(done);
  });
  bar.stop();
  const name = `${dataset.name}, ${dataset.split}`;
  if (graded > 0) console.log(`${name}: ${graded} entries graded with ${graderVersion} into the shadow.`);
  else console.log(`${name}: nothing to grade, every entry has a report of ${graderVersion} on these answers.`);
  printMoves(await listMoves(services, dataset));
}

async function makeOfficial(services: Services, dataset: Dataset): Promise<void> {
  const moves = await listMoves(services, dataset);
  const published = await publishShadows(services.db, dataset.id);
  console.log(
    `${dataset.name}, ${dataset.split}: ${published} reports published. The old ones stay on the submissions' pages.`,
  );
  if (published > 0) printMoves(moves);
}

function printMoves(moves: readonly Move[]): void {
  if (moves.length === 0) console.log('  No entry moves and no number changes.');
  const number = (value: number | null) => (value === null ? '–' : value.toFixed(4));
  for (const { team, method, before, after, why } of moves) {
    console.log(`  ${before?.rank ?? '–'} → ${after?.rank ?? '–'}  ${method} (${team})`);
    for (const { key, before: was, after: is } of why.slice(0, 3))
      console.log(`      ${key} ${number(was)} → ${number(is)}`);
  }
}
