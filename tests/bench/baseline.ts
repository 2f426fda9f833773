import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openAnswerFile } from '#grader/baseline/run/answer-file.ts';
import { askAll, type ImageToAsk, question } from '#grader/baseline/run/ask.ts';
import { dataUrl } from '#grader/baseline/run/data-url.ts';
import { loadPrompt, promptSha256 } from '#grader/baseline/run/prompt.ts';

/**
 * `npm run bench:baseline -- --images DIR [--url http://127.0.0.1:8000/v1 --model NAME]`: the runner's images/s over the
 * server's own, which is the same requests to the byte, made beforehand and sent by bare `fetch` at the same concurrency.
 * Both alternate; medians are compared. Without a server it starts one that waits `--ms` instead of computing
 * (waiting-server.ts): what is lost then is the runner's alone.
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    model: { type: 'string', default: 'stub' },
    images: { type: 'string' },
    prompt: { type: 'string', default: 'mini.v1' },
    count: { type: 'string', default: '512' },
    concurrency: { type: 'string', default: '32' },
    'max-tokens': { type: 'string', default: '256' },
    rounds: { type: 'string', default: '5' },
    ms: { type: 'string', default: '300' },
  },
});
if (!values.images) throw new Error('Give --images DIR: a folder with image files.');

const stub = values.url
  ? null
  : spawn(process.execPath, [stubFile(), '--ms', values.ms], { stdio: ['ignore', 'pipe', 'inherit'] });
const url = values.url ?? (await firstLine(stub!.stdout!));

const folder = path.resolve(values.images);
const names = (await readdir(folder)).sort().slice(0, Number(values.count));
const files = await Promise.all(names.map((name) => readFile(path.join(folder, name))));
const prompt = await loadPrompt(values.prompt);
const asking = {
  model: values.model,
  promptSha256: promptSha256(prompt),
  temperature: 0,
  maxTokens: Number(values['max-tokens']),
  seed: 0,
};
const bodies = await Promise.all(
  files.map(async (file) => JSON.stringify(question(await dataUrl(file), { prompt, asking }))),
);
const images: ImageToAsk[] = names.map((name, i) => ({
  imageId: name,
  sha256: String(i),
  load: async () => files[i]!,
}));

async function bare(concurrency: number): Promise<void> {
  const turns = bodies[Symbol.iterator]();
  const work = async () => {
    for (let turn = turns.next(); !turn.done; turn = turns.next()) {
      const response = await fetch(`${url}/chat/completions`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: turn.value,
      });
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      await response.json();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

/** of the runner's last round, an image */
let cpuMs = 0;

async function runner(concurrency: number): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'fx-bench-'));
  await using answers = await openAnswerFile(path.join(directory, 'answers.jsonl'));
  const used = process.cpuUsage();
  await askAll(images, { server: { url }, prompt, asking, concurrency, answers });
  const { user, system } = process.cpuUsage(used);
  cpuMs = (user + system) / 1000 / images.length;
  await rm(directory, { recursive: true });
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function stubFile(): string {
  return fileURLToPath(new URL('waiting-server.ts', import.meta.url));
}

async function firstLine(stream: Readable): Promise<string> {
  for await (const line of createInterface(stream)) return line;
  throw new Error('The stub server did not start.');
}

const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;

await bare(32); // warm
await runner(32);
console.log(
  `${images.length} images, ${stub ? `a server that waits ${values.ms} ms` : url}; images/s, median of ${values.rounds}`,
);
console.log('concurrency   server alone   runner   runner / server   runner CPU, ms an image');
for (const concurrency of values.concurrency.split(',').map(Number)) {
  const times: { bare: number[]; runner: number[] } = { bare: [], runner: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    times.bare.push(await seconds(() => bare(concurrency)));
    times.runner.push(await seconds(() => runner(concurrency)));
  }
  const [alone, ours] = [images.length / median(times.bare), images.length / median(times.runner)];
  const cells = [String(concurrency).padStart(11), alone.toFixed(1).padStart(14), ours.toFixed(1).padStart(8)];
  console.log(`${cells.join(' ')} ${(ours / alone).toFixed(3).padStart(17)} ${cpuMs.toFixed(2).padStart(24)}`);
}
stub?.kill();
