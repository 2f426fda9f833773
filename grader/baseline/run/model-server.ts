import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '#db/embedded.ts';
import type { Env } from '#db/env.ts';
import type { ModelServer } from './ask.ts';
import { readHardware } from './hardware.ts';
import { hashModelFiles, locateModel } from './model-files.ts';
import type { ModelFacts, RunSettings } from './run-manifest.ts';
import { readDevice, readLibraries, readVersion } from './server-facts.ts';
import { isInstalled, startServerProcess } from './server-process.ts';

export interface OpenedServer extends AsyncDisposable {
  server: ModelServer;
  facts: ModelFacts;
}

type ServedModel = Pick<RunSettings, 'model' | 'minPixels' | 'maxPixels'>;

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
/** The mini model in the repository. */
const miniModel = here('mini-model');

/**
 * The model server at FX_MODEL_URL, else one that is started here for `FX_MODEL_PATH` or the mini model: vLLM where it
 * is installed, else train/serve.py. It ends when disposed. @throws with the end of its output when it does not start
 */
export async function openModelServer(env: Env, settings: ServedModel): Promise<OpenedServer> {
  return env.modelUrl ? openRunning(env, env.modelUrl) : startOne(env, settings);
}

async function openRunning(env: Env, url: string): Promise<OpenedServer> {
  const model = env.modelPath ? await locateModel(env.modelPath, env) : null;
  const server = { url };
  const engine = {
    ...{ name: 'OpenAI-compatible server', version: await readVersion(server) },
    ...{ device: await readDevice(server), flags: [] },
  };
  const files = model ? await hashModelFiles(model.folder) : {};
  const facts = { files, source: model?.source ?? null, engine, libraries: {}, hardware: null };
  return { server, facts, [Symbol.asyncDispose]: async () => {} };
}

async function startOne(env: Env, settings: ServedModel): Promise<OpenedServer> {
  const { folder, source } = await locateModel(env.modelPath ?? miniModel, env);
  const files = await hashModelFiles(folder);
  const port = await freePort();
  const server = { url: `http://127.0.0.1:${port}/v1` };
  const isVllm = await isInstalled('vllm', ['--version']);
  const [command, words] = isVllm
    ? ['vllm', vllmArguments(folder, port, settings)]
    : [env.python, [here('../train/serve.py'), '--model', folder, '--name', settings.model, '--port', String(port)]];
  const stop = await startServerProcess(command, words, server);
  try {
    const engine = {
      ...{ name: isVllm ? 'vLLM' : 'serve.py', version: await readVersion(server) },
      ...{ device: await readDevice(server), flags: flagsOf(words) },
    };
    const machine = { libraries: await readLibraries(env.python), hardware: await readHardware() };
    return { server, facts: { files, source, engine, ...machine }, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The part of a server's command line that does not depend on the machine: without folder and port. */
function flagsOf(words: readonly string[]): string[] {
  const first = words.findIndex((word) => word.startsWith('--'));
  const named = words.slice(first);
  const isPlace = (at: number) => named[at] === '--port' || named[at] === '--model';
  const flags = named.filter((_, at) => !isPlace(at) && !isPlace(at - 1));
  return words[0] === 'serve' ? ['VLLM_BATCH_INVARIANT=1', ...flags] : flags;
}

/** docs/baseline.md gives the reason for each. */
function vllmArguments(folder: string, port: number, { model, minPixels, maxPixels }: ServedModel): string[] {
  return [
    ...['serve', folder, '--served-model-name', model, '--port', String(port), '--dtype', 'bfloat16'],
    ...['--max-model-len', '8192', '--max-num-seqs', '64', '--gpu-memory-utilization', '0.92'],
    ...['--limit-mm-per-prompt', '{"image":1,"video":0}'],
    ...['--mm-processor-kwargs', JSON.stringify({ min_pixels: minPixels, max_pixels: maxPixels })],
    ...['--generation-config', 'vllm', '--seed', '0', '--no-enable-prefix-caching', '--max-logprobs', '20'],
  ];
}

/** A folder of its own for each run, so that a resumed run finds its answers. */
export function runFolder(baseline: string, id: string): string {
  return path.join(baseline, id);
}
