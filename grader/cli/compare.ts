import { createReadStream } from 'node:fs';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { compare } from '#grader/comparing/compare.ts';
import type { Measurements } from '#grader/reading/measurements.ts';
import { readPredictions } from '#grader/reading/read-file.ts';
import { defaultResamples, defaultSeed, graderVersion, metricsSpec } from '#grader/release/version.ts';
import { openScoringThreads, type ScoringThreads } from '#grader/scoring/threads.ts';
import { loadTruthPack, personalCache } from '#grader/truth/cache.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import { comparison } from '#submissions/comparison.ts';
import { printIssues } from './print.ts';
import { printComparison } from './print-comparison.ts';
import { addressOn, errorOf, request } from './site-answers.ts';

interface CompareOptions {
  truth?: string;
  url?: string;
  a: string;
  b: string;
  json?: boolean;
  cache: string;
}

/** Adds `fx compare`: two prediction files on the same truth, or two entries of a running site. */
export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .description(
      'compare two prediction files (--truth) or two entries of a site (--url): difference, 95% interval and p-value of each metric',
    )
    .option('--truth <file>', 'the annotations: a and b are prediction files')
    .addOption(new Option('--url <url>', 'address of the site: a and b are ids of submissions').conflicts('truth'))
    .requiredOption('--a <file or id>', 'predictions')
    .requiredOption('--b <file or id>', 'other predictions')
    .option('--cache <dir>', 'where packed truth files are kept', personalCache)
    .option('--json', 'print the comparison as JSON and nothing else')
    .action(async (options: CompareOptions) => {
      const { truth, url } = options;
      if (truth !== undefined) await compareFiles({ ...options, truth });
      else if (url !== undefined) await compareEntries({ ...options, url });
      else throw new Error('Give --truth FILE to compare two files, or --url URL to compare two entries of a site.');
    });
}

async function compareFiles(options: CompareOptions & { truth: string }): Promise<void> {
  const { a, b, json, cache } = options;
  const { truth, sha256: truthSha256 } = await loadTruthPack(options.truth, cache);
  await using threads = openScoringThreads(1);
  const first = await read(threads, { file: a, truth, json });
  const second = first && (await read(threads, { file: b, truth, json }));
  if (!first || !second) return;
  const seed = defaultSeed;
  const slices = compare(truth, { a: first, b: second }, { seed, resamples: defaultResamples });
  if (json) console.log(JSON.stringify({ graderVersion, metricsSpec, truthSha256, seed, slices }));
  else printComparison(slices);
}

async function read(
  threads: ScoringThreads,
  { file, truth, json }: { file: string; truth: TruthPack; json: boolean | undefined },
): Promise<Measurements | null> {
  const found = await readPredictions(threads, () => createReadStream(file), { truth });
  if (found.kind === 'measured') return found.measurements;
  process.exitCode = 1;
  if (json) console.log(JSON.stringify(found.list));
  else {
    console.log(`${file}:`);
    printIssues(found.list);
  }
  return null;
}

/** What the CLI reads of the API's answer; more fields may come. */
const named = z.object({ team: z.string(), method: z.string() });
const answer = z.object({ a: named, b: named, url: z.string(), slices: comparison });

async function compareEntries({ url, a, b, json }: CompareOptions & { url: string }): Promise<void> {
  const address = addressOn(url, `/api/v1/compare?${new URLSearchParams({ a, b })}`);
  let response = await request(address);
  for (; response.status === 202; response = await request(address)) {
    const seconds = Number(response.headers.get('retry-after') ?? 1);
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  }
  if (!response.ok) throw new Error(await errorOf(response));
  const body: unknown = await response.json();
  if (json) return console.log(JSON.stringify(body));
  const found = answer.parse(body);
  console.log(`a  ${found.a.team}, ${found.a.method}\nb  ${found.b.team}, ${found.b.method}\n`);
  printComparison(found.slices);
  console.log(`\n${new URL(found.url, url).href}`);
}
