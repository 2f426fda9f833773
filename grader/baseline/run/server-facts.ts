import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pRetry from 'p-retry';
import { z } from 'zod';
import type { ModelServer } from './ask.ts';
import { isMissing } from './missing-file.ts';

/** The version that vLLM gives; null for a server that gives none. @throws when it cannot be reached */
export async function readVersion(server: ModelServer): Promise<string | null> {
  return (await readFacts(server, '/version', z.object({ version: z.string() })))?.version ?? null;
}

/** "cuda" or "cpu" as train/serve.py gives it; null for a server that gives none. @throws when it cannot be reached */
export async function readDevice(server: ModelServer): Promise<string | null> {
  return (await readFacts(server, '/health', z.object({ device: z.string() })))?.device ?? null;
}

/** The JSON at a path beside /v1; null where the server has something else there. */
async function readFacts<T>({ url }: ModelServer, path: string, shape: z.ZodType<T>): Promise<T | null> {
  const response = await pRetry(() => fetch(new URL(path, url)), { retries: 4, minTimeout: 500 }).catch(
    (cause: unknown) => {
      throw new Error(`The model server ${url}: no connection. Is it running, and is its address right?`, { cause });
    },
  );
  const isJson = response.headers.get('Content-Type')?.startsWith('application/json') ?? false;
  if (!response.ok || !isJson) {
    await response.body?.cancel();
    return null;
  }
  return shape.safeParse(await response.json()).data ?? null;
}

const versionsScript = `
import json, sys
from importlib.metadata import PackageNotFoundError, version
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print(json.dumps(found))
`;

/** The versions of the libraries that decide an answer, as this Python has them; empty where there is no such Python. */
export async function readLibraries(python: string): Promise<Record<string, string>> {
  const names = ['torch', 'transformers', 'tokenizers', 'torchvision', 'pillow', 'vllm'];
  try {
    const { stdout } = await promisify(execFile)(python, ['-c', versionsScript, ...names]);
    return z.record(z.string(), z.string()).parse(JSON.parse(stdout));
  } catch (cause) {
    if (isMissing(cause)) return {};
    throw new Error(`The versions of the libraries of ${python} cannot be read.`, { cause });
  }
}
