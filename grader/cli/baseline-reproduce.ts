import type { Command } from 'commander';
import { exportRun } from '#grader/baseline/reproduce/export-run.ts';
import { agreementOf, readJudgedRuns } from '#grader/baseline/reproduce/judged-runs.ts';
import { differingFacts } from '#grader/baseline/reproduce/manifest-parts.ts';
import { heldFigures } from '#grader/baseline/reproduce/reproduction.ts';
import { requireRun } from '#grader/baseline/reproduce/require-run.ts';
import { judgeRetrained, readTrainingRun, retrainingCriteria } from '#grader/baseline/reproduce/retrained.ts';
import { signOff } from '#grader/baseline/reproduce/sign-off.ts';
import { rescore } from '#grader/baseline/reproduce/stored-run.ts';
import type { Services } from '#grader/services/services.ts';
import { openBaselineServices } from './baseline-services.ts';

/** Adds the commands for runs that have ended: export and sign off, R0, R1, R2. */
export function addReproductionCommands(baseline: Command): void {
  baseline
    .command('keep')
    .description('export a graded run to a folder: what it depended on, raw answers, figures')
    .argument('<id>')
    .requiredOption('--out <dir>')
    .action(async (id: string, { out }: { out: string }) => {
      await using services = await openBaselineServices();
      const { run } = await exportRun(services, id, out);
      console.log(`${out}: ${run.counts.images} answers of ${run.settings.method} on the ${run.settings.split} split.`);
    });
  baseline
    .command('rescore')
    .description('R0: make the predictions of a stored run again from its raw answers, to the byte')
    .argument('<dir>', 'run.json, manifest.jsonl, responses.jsonl')
    .action(async (folder: string) => {
      const { counts, sha256 } = await rescore(folder);
      console.log(`The same file to the byte: ${sha256}`);
      console.log(`${counts.images} answers, ${counts.malformed} malformed, ${counts.noVerdict} without a verdict.`);
    });
  baseline
    .command('sign')
    .description('sign a graded run off as a reference that others are compared with (R1)')
    .argument('<id>')
    .requiredOption('--by <name>', 'who signs')
    .action(async (id: string, { by }: { by: string }) => {
      await using services = await openBaselineServices();
      await requireRun(services.db, id);
      const reasons = await signOff(services.db, id, by);
      if (reasons.length > 0) throw new Error(`Not signed off.\n${reasons.join('\n')}`);
      console.log(`Signed off ${id}: runs of its model on its images are compared with it.`);
    });
  baseline
    .command('compare')
    .description('R1: does a run reproduce the reference? With a second one: where do the two differ?')
    .argument('<id>')
    .argument('[other]', 'the oldest reference when not given')
    .action(async (id: string, other?: string) => {
      await using services = await openBaselineServices();
      await printComparison(services, id, other);
    });
  baseline
    .command('retrained')
    .description(
      `R2: do training runs of at least ${retrainingCriteria.seeds} seeds lie within the spread of the reference?`,
    )
    .argument('<dirs...>', 'folders that sft.py or pgrpo.py wrote')
    .option('--reference <dirs...>', 'those of the reference; what the paper reports when not given')
    .action(async (folders: string[], { reference }: { reference?: string[] }) => {
      const theirs = reference ? await Promise.all(reference.map(readTrainingRun)) : null;
      const { figures, reasons } = judgeRetrained(await Promise.all(folders.map(readTrainingRun)), theirs);
      for (const { figure, mean, deviation, band } of figures)
        console.log(
          `${figure.padEnd(9)} ${fixed(mean)} ± ${fixed(deviation)}, expected ${fixed(band?.low)} to ${fixed(band?.high)}`,
        );
      printReasons(reasons, `${folders.length} seeds, within the spread of the reference.`);
    });
}

async function printComparison({ db }: Services, id: string, other?: string): Promise<void> {
  await requireRun(db, id);
  if (other) await requireRun(db, other);
  const runs = await readJudgedRuns(db);
  const run = runs.find(({ row }) => row.id === id);
  const against = other ? runs.find(({ row }) => row.id === other) : run?.references[0];
  if (!run?.manifest) throw new Error(`The run ${id} is not submitted yet: \`fx baseline status ${id}\`.`);
  if (!against?.manifest)
    throw new Error(other ? `The run ${other} is not submitted yet.` : 'No run of this model is signed off yet.');
  for (const figure of heldFigures)
    console.log(`${figure.padEnd(9)} ${fixed(run.figures[figure])}  ${fixed(against.figures[figure])}`);
  const agreement = run.row.datasetId === against.row.datasetId ? await agreementOf(db, run, against) : null;
  if (agreement)
    console.log(
      `verdicts  the same on ${agreement.sameVerdicts} of ${agreement.images} images, ${agreement.sameAnswers} answers to the byte`,
    );
  for (const { part, name, a, b } of differingFacts(run.manifest, against.manifest))
    console.log(`${part}: ${name} ${a ?? '–'} and ${b ?? '–'}`);
  if (!other && run.reasons) printReasons(run.reasons, 'It reproduces the reference.');
}

function printReasons(reasons: readonly string[], good: string): void {
  console.log(reasons.length === 0 ? good : `Not a reproduction:\n  ${reasons.join('\n  ')}`);
  if (reasons.length > 0) process.exitCode = 1;
}

const fixed = (value: number | null | undefined) => value?.toFixed(4) ?? '–';
