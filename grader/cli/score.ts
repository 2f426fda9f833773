import { createReadStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { readPredictions } from '#grader/reading/read-file.ts';
import { defaultResamples, defaultSeed } from '#grader/release/version.ts';
import { loadResampleCounts } from '#grader/scoring/resample-counts-cache.ts';
import { assembleReport } from '#grader/scoring/score.ts';
import { openScoringThreads } from '#grader/scoring/threads.ts';
import { loadTruthPack, personalCache } from '#grader/truth/cache.ts';
import { sizeOfImage } from '#grader/truth/pack.ts';
import { checkPredictions, detectConvention } from '#submissions/check-file.ts';
import { hintSentences } from '#submissions/issue-catalogue.ts';
import type { ScoreReport } from '#submissions/score-report.ts';
import { familySlice } from '#submissions/scorecard.ts';
import { hashed } from '#submissions/sha256.ts';
import { families, familyTitles } from '#submissions/terms.ts';
import { printHint, printIssues, printSlice } from './print.ts';

interface ScoreOptions {
  truth: string;
  predictions: string;
  manifest?: string;
  json?: boolean;
  resamples: string;
  threads: string;
  cache: string;
}

/** Adds `fx check` and `fx score`: the server's own code on local files. */
export function addScoreCommands(program: Command): void {
  program
    .command('check')
    .description('check the format of a prediction file, without truth')
    .requiredOption('--manifest <file>', 'the manifest of the split')
    .requiredOption('--predictions <file>', 'JSON Lines, plain, gzip or zstd')
    .option('--json', 'print the issues as JSON')
    .action(check);
  program
    .command('score')
    .description('score a prediction file against a truth file')
    .requiredOption('--truth <file>', 'the annotations')
    .requiredOption('--predictions <file>', 'JSON Lines, plain, gzip or zstd')
    .option('--manifest <file>', 'the manifest; without it ids and sizes come from the truth')
    .option('--resamples <n>', 'bootstrap resamples, 0 for no intervals', String(defaultResamples))
    .option('--threads <n>', 'on how many threads', String(availableParallelism()))
    .option('--cache <dir>', 'where packed truth files are kept', personalCache)
    .option('--json', 'print the report as JSON and nothing else')
    .action(scoreFiles);
}

async function check(options: { manifest: string; predictions: string; json?: boolean }): Promise<void> {
  const images = await manifestSizes(options.manifest);
  const list = await checkPredictions(createReadStream(options.predictions), images, {
    onLikelyConvention: (hint) => printHint(hintSentences[hint]),
    otherSplits: async () => (await import('./splits-beside.ts')).splitsBeside(options.manifest), // loads the schemas, seldom needed
  });
  if (list.issues.length > 0) process.exitCode = 1;
  if (options.json) console.log(JSON.stringify(list));
  else if (list.issues.length > 0) printIssues(list);
  else console.log(`Clean: ${images.size} images, one line each. Submit it with \`npm run -s fx -- submit\`.`);
}

async function scoreFiles(options: ScoreOptions): Promise<void> {
  const resamples = Number(options.resamples);
  if (!Number.isInteger(resamples) || resamples < 0) throw new Error('--resamples takes a whole number from 0.');
  const threads = Number(options.threads);
  if (!Number.isInteger(threads) || threads < 1) throw new Error('--threads takes a whole number from 1.');
  await using pool = openScoringThreads(threads);
  const { truth, sha256: truthSha256 } = await loadTruthPack(options.truth, options.cache);
  const resampleCounts = await loadResampleCounts(
    { truth, sha256: truthSha256 },
    { seed: defaultSeed, resamples },
    options.cache,
  );
  let file = hashed(createReadStream(options.predictions));
  const open = () => {
    file = hashed(createReadStream(options.predictions));
    return file.chunks;
  };
  const images = options.manifest ? await manifestSizes(options.manifest) : undefined;
  const read = await readPredictions(pool, open, { truth, images });
  if (read.kind === 'issues') {
    process.exitCode = 1;
    return options.json ? console.log(JSON.stringify(read.list)) : printIssues(read.list);
  }
  const hint = await detectConvention(createReadStream(options.predictions), (id) => sizeOfImage(truth, id));
  if (hint) printHint(hintSentences[hint]);
  const { slices } = await pool.score(truth, read.measurements, { resampleCounts });
  const dataset = { name: options.truth, version: 'local', split: 'local', truthSha256 };
  const report = assembleReport({ slices, dataset, predictionsSha256: file.sha256(), seed: defaultSeed });
  if (options.json) console.log(JSON.stringify(report));
  else printReport(report);
}

async function manifestSizes(file: string) {
  const { readManifest } = await import('#submissions/dataset-files.ts');
  return new Map((await readManifest(createReadStream(file))).map((line) => [line.image_id, line]));
}

function printReport(report: ScoreReport): void {
  const { slices } = report;
  if (slices['overall']) printSlice('overall', slices['overall']);
  console.log('\n  FX score by family');
  for (const family of families) {
    const slice = slices[familySlice(family)];
    if (!slice) continue;
    const value = slice.metrics.fxScore;
    console.log(
      `    ${familyTitles[family].padEnd(22)} ${value === null ? '     –' : value.toFixed(4)}  (${slice.fakes} fakes)`,
    );
  }
  console.log(`\ngrader ${report.graderVersion}, metrics spec ${report.metricsSpec}, seed ${report.seed}`);
}
