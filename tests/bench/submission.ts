import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '#db/embedded.ts';
import { childEnvironment, dataPaths } from '#db/env.ts';
import { measurePredictions } from '#grader/reading/measure.ts';
import { score } from '#grader/scoring/score.ts';
import { findRunning } from '#grader/start/running.ts';
import { packTruth } from '#grader/truth/pack.ts';
import { benchPrediction, benchTruth, writeBenchFiles } from './lines.ts';

/** `npm run bench`: what a submission costs, in arithmetic, as a command, and from upload to published. */
const images = 9000;
const rounds = 5;
const cli = fileURLToPath(new URL('../../grader/fx.mjs', import.meta.url));
const starter = fileURLToPath(new URL('../../grader/start.ts', import.meta.url));
const run = promisify(execFile);

/** The middle of `rounds` timings, in ms, after one that does not count. */
async function timed(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times.slice(1).sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
}

function say(what: string, ms: number, note = ''): void {
  console.log(`  ${what.padEnd(52)} ${ms.toFixed(0).padStart(7)} ms  ${note}`);
}

async function benchScore(): Promise<void> {
  console.log(`score, ${images} generated images (half real, 28 generators), in a warm process, median of ${rounds}`);
  const truths = Array.from({ length: images }, (_, index) => benchTruth(index));
  const truth = packTruth(truths);
  const predictions = measurePredictions(truth, truths.map(benchPrediction));
  const point = await timed(() => score(truth, predictions, { seed: 1, resamples: 0 }));
  const full = await timed(() => score(truth, predictions, { seed: 1, resamples: 2000 }));
  say('all metrics of all slices, no intervals', point, `${Math.round((images / point) * 1000)} images/s`);
  say('with intervals (2,000 resamples)', full, `${(full / point).toFixed(1)} times the former`);
}

async function benchCommand(directory: string): Promise<void> {
  const files = { truth: path.join(directory, 'truth.jsonl'), predictions: path.join(directory, 'predictions.jsonl') };
  await writeBenchFiles(images, files);
  const fx = (...options: string[]) =>
    run(process.execPath, [cli, 'score', '--truth', files.truth, '--predictions', files.predictions, ...options], {
      maxBuffer: 2 ** 28,
    });
  console.log('\nfx score as a command, reading, checking and process start included');
  const bare = await timed(() => run(process.execPath, ['-e', '0']));
  const point = await timed(() => fx('--json', '--resamples', '0'));
  const full = await timed(() => fx('--json'));
  say('no intervals', point, `${(point / bare).toFixed(1)} times an empty Node process`);
  say('with intervals', full, `${(full / bare).toFixed(1)} times an empty Node process`);
}

/** Uploads of the sample file to a running system until the board's own page could show it. */
async function benchUpload(address: string, dataDir: string): Promise<void> {
  const token = (await readFile(dataPaths(dataDir).demoToken, 'utf8')).trim();
  const body = await readFile(dataPaths(dataDir).sampleFile);
  const lines = body.toString().trimEnd().split('\n').length;
  const published = async () => {
    const door = `${address}/api/v1/submissions?split=dev&method=Benchmark`;
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/x-ndjson' };
    const answer = await fetch(door, { method: 'POST', body, headers });
    const { id } = await answer.json();
    for (; ; await new Promise((resolve) => setTimeout(resolve, 5))) {
      const { status } = await (await fetch(`${address}/api/v1/submissions/${id}`)).json();
      if (status === 'scored') return fetch(`${address}/?split=dev`);
      if (status === 'failed' || status === 'rejected') throw new Error(`The submission ended ${status}.`);
    }
  };
  const health = await timed(() => fetch(`${address}/api/v1/health`));
  const ms = await timed(published);
  console.log(`\nupload → graded → board rendered, ${lines} images, on the running system at ${address}`);
  say('one submission after the other', ms, `${(ms / health).toFixed(0)} times a health request`);
}

/** The system that runs on this data folder, or else one of its own for as long as it is needed. */
async function withSystem(directory: string, use: (address: string, dataDir: string) => Promise<void>): Promise<void> {
  const running = await findRunning(path.resolve('data'));
  if (running) return use(running.address, path.resolve('data'));
  console.log('\nstarting a system of its own …');
  const port = await freePort();
  const settings = { FX_DATA_DIR: directory, PORT: String(port), DATABASE_URL: undefined };
  const child = spawn(process.execPath, [starter], {
    env: childEnvironment(settings),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text) => String(text).includes('Ctrl-C') && resolve());
    void ended.then(() => reject(new Error('The system did not start.')));
  });
  await use(`http://127.0.0.1:${port}`, directory);
  child.kill('SIGINT');
  await ended;
}

const directory = await mkdtemp(path.join(tmpdir(), 'fx-bench-'));
try {
  await benchScore();
  await benchCommand(directory);
  await withSystem(path.join(directory, 'data'), benchUpload);
} finally {
  await rm(directory, { recursive: true, force: true });
}
