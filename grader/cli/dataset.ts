import { randomInt } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { readEnv } from '#db/env.ts';
import { compareAnnotations } from '#grader/dataset/annotator-agreement.ts';
import { checkDataset } from '#grader/dataset/check/check-dataset.ts';
import { drawDatasetSheet } from '#grader/dataset/contact-sheet.ts';
import { datasetPaths, defaultTruthDir, type Part, publicParts } from '#grader/dataset/directory.ts';
import { importDataset } from '#grader/dataset/import/import-dataset.ts';
import { splitDataset } from '#grader/dataset/split.ts';
import { writeMiniDataset } from '#grader/dataset/standin/write.ts';
import { readTruth } from '#submissions/dataset-files.ts';
import { printAgreement, printCard, printCheckReport, printImportReport, showProgress } from './dataset-print.ts';

/** Adds `fx dataset mini|import|split|check|sheet`. Exit codes: 0 clean, 1 findings, 2 usage or I/O. */
export function addDatasetCommands(program: Command): void {
  const dataset = program.command('dataset').description('make, import, split and check data sets');
  addMini(dataset);
  addImport(dataset);
  addSplit(dataset);
  addCheck(dataset);
  addSheet(dataset);
}

interface MiniArguments {
  out: string;
  truthDir?: string;
  seed: number;
  train: number;
  dev: number;
  test: number;
}

function addMini(dataset: Command): void {
  dataset
    .command('mini')
    .description('draw FakeXplained-mini, a procedural stand-in (not the real data)')
    .requiredOption('--out <dir>', 'the data set directory to make')
    .option('--seed <n>', 'the same seed draws the same data set', wholeNumber, 20251123)
    .option('--train <n>', 'images to train on', wholeNumber, 0)
    .option('--dev <n>', 'images with public answers', wholeNumber, 280)
    .option('--test <n>', 'images with sealed answers', wholeNumber, 560)
    .option('--truth-dir <dir>', 'where sealed answers go (FX_TRUTH_DIR, else OUT-truth)')
    .action(async ({ truthDir, ...counts }: MiniArguments) => {
      const sealed = truthDirOf(counts.out, truthDir);
      printCard(await writeMiniDataset({ ...counts, truthDir: sealed, onProgress: showProgress('drawing') }), sealed);
    });
}

interface ImportArguments {
  out: string;
  generators?: string;
  link?: boolean;
  name: string;
  version: string;
  seed?: number;
}

function addImport(dataset: Command): void {
  dataset
    .command('import')
    .description('import DIR/images and DIR/annotations.jsonl (truth lines or ms-swift records)')
    .argument('<dir>')
    .requiredOption('--out <dir>', 'the data set directory to make')
    .option('--generators <csv>', 'columns image or folder, generator, family, source')
    .option('--link', 'hard links instead of copies')
    .option('--name <name>', 'of the data set', 'FakeXplained')
    .option('--version <version>', 'of the data set', '1.0.0')
    .option('--seed <n>', 'of the new ids; a random one unless given', wholeNumber)
    .action(async (directory: string, { generators, link, seed, ...rest }: ImportArguments) => {
      const fixed = { generators: generators ?? null, link: link ?? false, seed: seed ?? randomInt(2 ** 32) };
      const report = await importDataset(directory, { ...rest, ...fixed });
      printImportReport(report, datasetPaths(rest.out).importReport);
      if (report.unusable.length > 0) process.exitCode = 1;
    });
}

function addSplit(dataset: Command): void {
  dataset
    .command('split')
    .description('split an imported data set: fold 0 is the sealed test split, fold 1 dev, the rest train')
    .argument('<dir>')
    .option('--folds <n>', 'the paper uses four-fold cross-validation and names no fixed split', wholeNumber, 4)
    .requiredOption('--seed <n>', 'the same seed makes the same folds', wholeNumber)
    .option('--truth-dir <dir>', 'where sealed answers go (FX_TRUTH_DIR, else DIR-truth)')
    .action(async (directory: string, options: { folds: number; seed: number; truthDir?: string }) => {
      const truthDir = truthDirOf(directory, options.truthDir);
      const onProgress = showProgress('comparing images');
      const { card, groups, allTruthFile } = await splitDataset(directory, { ...options, truthDir, onProgress });
      printCard(card, truthDir);
      console.log(`${groups} groups of near-identical images were kept together.`);
      console.log(`The answers of all images moved to ${allTruthFile}.`);
    });
}

interface CheckArguments {
  json?: boolean;
  against?: string;
  part: string;
  truthDir?: string;
}

function addCheck(dataset: Command): void {
  dataset
    .command('check')
    .description('quality control of a data set directory, or with --against agreement of two annotations')
    .argument('<dir>', 'a data set directory; with --against a truth file may stand here')
    .option('--json', 'print the report as JSON and nothing else')
    .option('--report <file>', 'also write the report as JSON')
    .option('--against <file>', 'another truth file of the same images: agreement by the paper’s rule')
    .option('--part <part>', 'whose truth --against is compared with', 'dev')
    .option('--truth-dir <dir>', 'where sealed answers are (FX_TRUTH_DIR, else DIR-truth)')
    .action(async (directory: string, options: CheckArguments & { report?: string }) => {
      if (options.against) return checkAgreement(directory, options.against, options);
      const onProgress = options.json ? undefined : showProgress('examining images');
      const report = await checkDataset(directory, {
        truthDir: truthDirOf(directory, options.truthDir),
        ...(onProgress ? { onProgress } : {}),
      });
      if (options.report) await writeFile(options.report, `${JSON.stringify(report, null, 2)}\n`);
      if (options.json) console.log(JSON.stringify(report, null, 2));
      else printCheckReport(report);
      if (report.findings.length > 0) process.exitCode = 1;
    });
}

async function checkAgreement(first: string, second: string, { json, part }: CheckArguments): Promise<void> {
  const file = first.endsWith('.jsonl') ? first : datasetPaths(first).truth(partName(part));
  const [ours, theirs] = await Promise.all([file, second].map((each) => readTruth(createReadStream(each))));
  const agreement = compareAnnotations(ours ?? [], theirs ?? []);
  if (json) console.log(JSON.stringify(agreement, null, 2));
  else printAgreement(agreement);
  if (agreement.passes !== true) process.exitCode = 1;
}

/** A part whose answers lie in the directory. */
function partName(name: string): Part {
  const part = publicParts.find((each) => each === name);
  if (part) return part;
  throw new Error(
    `--part is ${publicParts.join(', ')}, not ${JSON.stringify(name)}; name a sealed truth file by its path.`,
  );
}

function addSheet(dataset: Command): void {
  dataset
    .command('sheet')
    .description('a PNG with some images of a part, annotated boxes outlined')
    .argument('<dir>')
    .requiredOption('--out <file>', 'the PNG to write')
    .option('--part <part>', 'train, dev or all', 'dev')
    .option('--images <n>', 'how many', wholeNumber, 24)
    .option('--columns <n>', 'images in a row', wholeNumber, 6)
    .action(async (directory: string, options: { out: string; part: string; images: number; columns: number }) => {
      await writeFile(options.out, await drawDatasetSheet(directory, { ...options, part: partName(options.part) }));
      console.log(`Wrote ${options.out}.`);
    });
}

function truthDirOf(directory: string, given: string | undefined): string {
  return given ?? readEnv().truthDir ?? defaultTruthDir(directory);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('A whole number is expected.');
  return value;
}
