import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { freePort } from '#db/embedded.ts';
import { childEnvironment, type Env } from '#db/env.ts';
import type { ModelServer } from './ask.ts';
import { readHardware } from './hardware.ts';
import { hashModelFiles, locateModel } from './model-files.ts';
import type { ModelFacts } from './run-baseline.ts';
import type { RunSettings } from './run-manifest.ts';

export interface OpenedServer extends AsyncDisposable {
  server: ModelServer;
  facts: ModelFacts;
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
/** The mini model in the repository. */
export const miniModel = here('mini-model');
/** Weights of 32B take minutes to load. */
const startMs = 15 * 60_000;
/** What a server wrote may arrive after its end. */
const lastWordsMs = 500;

/**
 * The model server that is named (FX_MODEL_URL), else one started here for `FX_MODEL_PATH` or the mini model: vLLM where
 * it is installed, else train/serve.py. It ends when disposed. @throws with its last words when it does not come up
 */
export async function openModelServer(
  env: Env,
  settings: Pick<RunSettings, 'model' | 'minPixels' | 'maxPixels'>,
): Promise<OpenedServer> {
  const given = env.modelPath ?? (env.modelUrl ? null : miniModel);
  const model = given ? await locateModel(given, env) : null;
  const files = model ? await hashModelFiles(model.folder) : {};
  const source = model?.source ?? null;
  if (env.modelUrl) {
    const server = { url: env.modelUrl };
    const version = await askVersion(server);
    const engine = { name: 'OpenAI-compatible server', version, device: await askDevice(server), flags: [] };
    const facts = { files, source, engine, libraries: {}, hardware: null };
    return { server, facts, [Symbol.asyncDispose]: async () => {} };
  }
  if (!model) throw new Error('No model: set FX_MODEL_PATH to a folder, or FX_MODEL_URL to a running server.');
  const { folder } = model;
  const port = await freePort();
  const [command, words] = (await answers('vllm', ['--version']))
    ? ['vllm', vllmArguments(folder, port, settings)]
    : [env.python, [here('../train/serve.py'), '--model', folder, '--name', settings.model, '--port', String(port)]];
  const child = spawn(command, words, {
    env: childEnvironment({ HF_HUB_OFFLINE: '1', PYTHONUNBUFFERED: '1', VLLM_BATCH_INVARIANT: '1' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words_ = '';
  const listen = (chunk: Buffer) => {
    words_ = (words_ + chunk.toString()).slice(-2000);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', async (code, signal) => {
      await Promise.race([once(child, 'close'), wait(lastWordsMs)]);
      resolve(`it ended (${signal ?? `exit code ${code}`})`);
    });
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const server = { url: `http://127.0.0.1:${port}/v1` };
  const settled = new AbortController();
  try {
    await Promise.race([
      untilItAnswers(server, settled.signal),
      ended.then((how) => {
        throw new Error(`${command}: ${how}. Its last words:\n${words_.trim() || '(none)'}\n${advice}`);
      }),
    ]);
  } catch (error) {
    await stop();
    throw error;
  } finally {
    settled.abort();
  }
  const engine = {
    ...{ name: command === 'vllm' ? 'vLLM' : 'serve.py', version: await askVersion(server) },
    ...{ device: await askDevice(server), flags: flagsOf(words) },
  };
  const facts = { files, source, engine, libraries: await libraries(env.python), hardware: await readHardware() };
  return { server, facts, [Symbol.asyncDispose]: stop };
}

/** What of a server's command line another machine would write alike: neither folder nor port. */
function flagsOf(words: readonly string[]): string[] {
  const first = words.findIndex((word) => word.startsWith('--'));
  const named = words.slice(first);
  const isPlace = (at: number) => named[at] === '--port' || named[at] === '--model';
  const flags = named.filter((_, at) => !isPlace(at) && !isPlace(at - 1));
  return words[0] === 'serve' ? ['VLLM_BATCH_INVARIANT=1', ...flags] : flags;
}

const advice =
  'Python needs the requirements of grader/baseline/train (docs/baseline.md); FX_PYTHON names the one that has them. Or name a running server with FX_MODEL_URL.';

/** docs/baseline.md says why for each. */
function vllmArguments(
  folder: string,
  port: number,
  { model, minPixels, maxPixels }: Pick<RunSettings, 'model' | 'minPixels' | 'maxPixels'>,
) {
  return [
    ...['serve', folder, '--served-model-name', model, '--port', String(port), '--dtype', 'bfloat16'],
    ...['--max-model-len', '8192', '--max-num-seqs', '64', '--gpu-memory-utilization', '0.92'],
    ...['--limit-mm-per-prompt', '{"image":1,"video":0}'],
    ...['--mm-processor-kwargs', JSON.stringify({ min_pixels: minPixels, max_pixels: maxPixels })],
    ...['--generation-config', 'vllm', '--seed', '0', '--no-enable-prefix-caching', '--max-logprobs', '20'],
  ];
}

async function answers(command: string, words: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, words, { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** @param signal ends the asking, which then throws what nobody waits for any more */
async function untilItAnswers({ url }: ModelServer, signal: AbortSignal): Promise<void> {
  const end = Date.now() + startMs;
  while (Date.now() < end) {
    const response = await fetch(`${url}/models`, { signal }).catch(() => null);
    if (response?.ok) return;
    await wait(250, undefined, { signal });
  }
  throw new Error(`The model server did not answer within ${startMs / 60_000} minutes.`);
}

async function askVersion({ url }: ModelServer): Promise<string | null> {
  const response = await fetch(new URL('/version', url)).catch(() => null);
  const told = z.object({ version: z.string() }).safeParse(await response?.json().catch(() => null));
  return told.data?.version ?? null;
}

async function askDevice({ url }: ModelServer): Promise<string | null> {
  const response = await fetch(new URL('/health', url)).catch(() => null);
  const told = z.object({ device: z.string() }).safeParse(await response?.json().catch(() => null));
  return told.data?.device ?? null;
}

/** The versions that decide an answer, as the server's Python has them. */
async function libraries(python: string): Promise<Record<string, string>> {
  const names = ['torch', 'transformers', 'tokenizers', 'torchvision', 'pillow', 'vllm'];
  const script = `import json,importlib.metadata as m\ndef v(n):\n  try: return m.version(n)\n  except Exception: return None\nprint(json.dumps({n: v(n) for n in ${JSON.stringify(names)} if v(n)}))`;
  return new Promise((resolve) => {
    const child = spawn(python, ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.once('error', () => resolve({}));
    child.once('close', () => resolve(z.record(z.string(), z.string()).safeParse(tryParse(text)).data ?? {}));
  });
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A folder of its own for each run, so that a run that goes on finds its answers. */
export function runFolder(baseline: string, id: string): string {
  return path.join(baseline, id);
}
