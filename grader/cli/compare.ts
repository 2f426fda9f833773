import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import type { Comparison } from '#submissions/comparison.ts';
import { metrics } from '#submissions/scorecard.ts';
import { compare } from '../compare.ts';
import { measureSubmission } from '../kept-statistics.ts';
import type { PredictionPack, TruthPack } from '../pack.ts';
import { readPredictions } from '../read-predictions.ts';
import { loadTruthPack, personalCache } from '../truth-cache.ts';
import { defaultResamples, defaultSeed, graderVersion, metricsSpec } from '../version.ts';
import { printIssues } from './print.ts';

interface CompareOptions {
  truth: string;
  a: string;
  b: string;
  json?: boolean;
  cache: string;
}

/** Adds `fx compare`: two prediction files on the same truth. */
export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .description(
      'compare two prediction files: difference, 95% interval and p-value of each metric (AUROC and COCO AP: difference only)',
    )
    .requiredOption('--truth <file>', 'the annotations')
    .requiredOption('--a <file>', 'predictions')
    .requiredOption('--b <file>', 'other predictions')
    .option('--cache <dir>', 'where packed truth files are kept', personalCache)
    .option('--json', 'print the comparison as JSON and nothing else')
    .action(compareFiles);
}

async function compareFiles({ truth: truthFile, a, b, json, cache }: CompareOptions): Promise<void> {
  const { truth, sha256: truthSha256 } = await loadTruthPack(truthFile, cache);
  const first = await read(a, truth, json);
  const second = first && (await read(b, truth, json));
  if (!first || !second) return;
  const seed = defaultSeed;
  const [statisticsOfA, statisticsOfB] = [measureSubmission(truth, first), measureSubmission(truth, second)];
  const slices = compare(truth, { a: statisticsOfA, b: statisticsOfB }, { seed, resamples: defaultResamples });
  if (json) console.log(JSON.stringify({ graderVersion, metricsSpec, truthSha256, seed, slices }));
  else print(slices);
}

async function read(file: string, truth: TruthPack, json = false): Promise<PredictionPack | null> {
  const found = await readPredictions(() => createReadStream(file), truth);
  if (found.kind === 'predictions') return found.predictions;
  process.exitCode = 1;
  if (json) console.log(JSON.stringify(found.list));
  else {
    console.log(`${file}:`);
    printIssues(found.list);
  }
  return null;
}

function print(slices: Comparison): void {
  const show = (value: number | null) => (value === null ? '–' : value.toFixed(4)).padStart(8);
  console.log(
    `${'overall'.padEnd(22)} ${'a'.padStart(8)} ${'b'.padStart(8)} ${'a − b'.padStart(8)}  95% interval          p`,
  );
  for (const { key, title } of metrics) {
    const { a, b, difference, interval, p } = slices['overall']![key];
    const range = interval ? `[${show(interval[0])}, ${show(interval[1])}]` : ''.padEnd(20);
    console.log(`${title.padEnd(22)} ${show(a)} ${show(b)} ${show(difference)}  ${range}  ${showP(p)}`);
  }
  console.log('\nFX score by family');
  for (const [slice, { fxScore }] of Object.entries(slices).filter(([name]) => name.startsWith('family:'))) {
    const p = fxScore.p === null ? '' : `p ${showP(fxScore.p)}`;
    console.log(
      `  ${slice.slice(7).padEnd(20)} ${show(fxScore.a)} ${show(fxScore.b)} ${show(fxScore.difference)}  ${p}`,
    );
  }
}

function showP(p: number | null): string {
  if (p === null) return '';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
