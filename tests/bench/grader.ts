import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createZstdCompress } from 'node:zlib';
import { z } from 'zod';
import { scoreReport } from '#submissions/score-report.ts';
import { fieldPython } from '#tests/parity/environment.ts';
import { writeBenchFiles } from './lines.ts';

/**
 * `npm run bench:grader`: `fx score` as a command, all metrics and 2,000-fold intervals, process start included, from 10⁴ to
 * 10⁶ images; beside it, on the same files, the same metrics from the Python stack.
 */
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '9000,10000,100000,1000000' },
    rounds: { type: 'string', default: '5' },
    'no-python': { type: 'boolean', default: false },
  },
});
const sizes = values.sizes.split(',').map(Number);
const rounds = Number(values.rounds);
/** where the Python stack is asked too */
const compared = 9000;
/** one size, small enough that only starting up takes time */
const nothing = 100;

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const usage = z.object({ peakBytes: z.number(), cpuMs: z.number() });

interface Run {
  ms: number;
  cpuMs: number;
  peakBytes: number;
  output: string;
}

interface Files {
  truth: string;
  predictions: string;
}

/** Runs `fx score` once. @throws with its output when it fails */
async function score(files: Files, cache: string): Promise<Run> {
  const options = ['score', '--json', '--truth', files.truth, '--predictions', files.predictions, '--cache', cache];
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', here('peak.mjs'), here('../../grader/fx.mjs'), ...options], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [output, told] = await Promise.all([text(child.stdout!), text(child.stdio[3] as NodeJS.ReadableStream)]);
  if ((await closed) !== 0) throw new Error(`fx score failed: ${output.slice(0, 500)}`);
  return { ms: performance.now() - started, output, ...usage.parse(JSON.parse(told)) };
}

async function python(program: string, script: string, files: Files): Promise<{ ms: number; output: string }> {
  const started = performance.now();
  const child = spawn(program, [here(script), files.truth, files.predictions], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = await text(child.stdout);
  return { ms: performance.now() - started, output };
}

const middle = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

/** One size: its files, and `fx score` over them, after one run that packs the truth and does not count. */
async function measure(images: number, directory: string) {
  const cache = path.join(directory, 'cache');
  const plain = { truth: path.join(directory, 'truth.jsonl'), predictions: path.join(directory, 'predictions.jsonl') };
  await writeBenchFiles(images, plain);
  const packed = path.join(directory, 'predictions.jsonl.zst'); // a million images are too large a file as they are
  await pipeline(createReadStream(plain.predictions), createZstdCompress(), createWriteStream(packed));
  const files = { truth: plain.truth, predictions: images > 500_000 ? packed : plain.predictions };
  const cold = await score(files, cache);
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await score(files, cache));
  return {
    files,
    coldMs: cold.ms,
    ms: middle(runs.map(({ ms }) => ms)),
    cpuMs: middle(runs.map(({ cpuMs }) => cpuMs)),
    peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
    output: cold.output,
  };
}

/** The slope of log(ms) over log(images) by least squares. */
function exponent(points: readonly { images: number; ms: number }[]): number {
  const logs = points.map(({ images, ms }) => [Math.log(images), Math.log(ms)] as const);
  const mean = (k: 0 | 1) => logs.reduce((sum, point) => sum + point[k], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const over = logs.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return over / logs.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

/** The largest difference of a metric in any slice. @throws when one side has a figure that the other lacks */
function largestDifference(ours: string, theirs: string): number {
  const { slices } = scoreReport.parse(JSON.parse(ours));
  const others = z
    .record(z.string(), z.object({ metrics: z.record(z.string(), z.number()) }))
    .parse(JSON.parse(theirs));
  let largest = 0;
  for (const [slice, { metrics }] of Object.entries(slices)) {
    for (const [key, value] of Object.entries(metrics)) {
      const other = others[slice]?.metrics[key];
      if (value === null || other === undefined) throw new Error(`${key} of ${slice}: ${value} here, ${other} there.`);
      largest = Math.max(largest, Math.abs(value - other));
    }
  }
  return largest;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
const table = (cells: readonly string[]) => console.log(cells.map((cell) => cell.padStart(13)).join(''));

const root = await mkdtemp(path.join(tmpdir(), 'fx-bench-grader-'));
try {
  console.log(`fx score, all metrics of all slices, 2,000-fold intervals, middle of ${rounds} processes\n`);
  table(['images', 'wall', 'processor', 'peak memory', 'images/s', 'truth unpacked']);
  const startUp = await measure(nothing, await mkdtemp(path.join(root, 'nothing-')));
  const points: { images: number; ms: number; cpuMs: number }[] = [];
  for (const images of sizes) {
    const directory = await mkdtemp(path.join(root, 'size-'));
    const { files, ms, cpuMs, peakBytes, coldMs, output } = await measure(images, directory);
    const peak = `${(peakBytes / 2 ** 20).toFixed(0)} MiB`;
    const perSecond = Math.round((images / ms) * 1000).toString();
    table([String(images), seconds(ms), seconds(cpuMs), peak, perSecond, seconds(coldMs)]);
    if (images >= 10_000) points.push({ images, ms: ms - startUp.ms, cpuMs: cpuMs - startUp.cpuMs });
    if (images === compared && !values['no-python']) {
      const program = fieldPython();
      if (program) {
        const vectorised = () => python(program, 'python_stack.py', files);
        const others = [await vectorised(), await vectorised()];
        const other = others.sort((a, b) => a.ms - b.ms)[0]!;
        const apart = largestDifference(output, other.output);
        console.log(
          `  the Python stack on the same files: ${seconds(other.ms)}, ${(other.ms / ms).toFixed(1)} times as long; no metric of any slice differs by more than ${apart.toExponential(1)}`,
        );
        const plain = await python(program, 'python_plain.py', files);
        console.log(
          `  the same libraries called for each slice, three intervals: ${seconds(plain.ms)}, ${(plain.ms / ms).toFixed(1)} times as long`,
        );
      } else console.log('  SKIPPED: the Python stack was NOT run: its packages could not be installed.');
    }
    await rm(directory, { recursive: true });
  }
  console.log(`\nstart-up (${nothing} images): ${seconds(startUp.ms)}`);
  if (points.length > 1) {
    const cpu = points.map(({ images, cpuMs }) => ({ images, ms: cpuMs }));
    console.log(
      `exponent of the cost in images, start-up taken off: ${exponent(points).toFixed(3)} wall, ${exponent(cpu).toFixed(3)} processor`,
    );
  }
} finally {
  await rm(root, { recursive: true, force: true });
}
