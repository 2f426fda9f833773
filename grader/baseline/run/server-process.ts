import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { childEnvironment } from '#db/env.ts';
import type { ModelServer } from './ask.ts';
import { isMissing } from './missing-file.ts';

/** Weights of 32B take minutes to load. */
const startMs = 15 * 60_000;
/** How long output may still arrive after the process has ended. */
const outputMs = 500;
const keptCharacters = 2000;

const advice =
  'Python needs the requirements of grader/baseline/train (docs/baseline.md); FX_PYTHON names the one that has them. Or name a running server with FX_MODEL_URL.';

/**
 * Starts a model server and waits until it answers. Returns what ends it.
 * @throws with the end of its output when it ends instead, or does not answer in time
 */
export async function startServerProcess(
  command: string,
  words: readonly string[],
  server: ModelServer,
): Promise<() => Promise<void>> {
  const child = spawn(command, words, {
    env: childEnvironment({ HF_HUB_OFFLINE: '1', PYTHONUNBUFFERED: '1', VLLM_BATCH_INVARIANT: '1' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-keptCharacters);
    });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', async (code, signal) => {
      await Promise.race([once(child, 'close'), wait(outputMs)]);
      resolve(`it ended (${signal ?? `exit code ${code}`})`);
    });
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const settled = new AbortController();
  const refused = ended.then((how) => {
    throw new Error(`${command}: ${how}. The end of its output:\n${output.trim() || '(none)'}\n${advice}`);
  });
  try {
    await Promise.race([waitForAnswer(server, settled.signal), refused]);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  } finally {
    settled.abort();
  }
}

/** @param signal ends the waiting: what is thrown then is handled by nobody */
async function waitForAnswer({ url }: ModelServer, signal: AbortSignal): Promise<void> {
  const end = Date.now() + startMs;
  let cause: unknown;
  while (Date.now() < end) {
    try {
      const response = await fetch(`${url}/models`, { signal });
      await response.body?.cancel();
      if (response.ok) return;
      cause = new Error(`${url}/models answered ${response.status}.`);
    } catch (error) {
      cause = error; // no connection while it loads
    }
    await wait(250, undefined, { signal });
  }
  throw new Error(`The model server did not answer within ${startMs / 60_000} minutes.`, { cause });
}

/** Whether a program is there and ends without an error. @throws when it is there and cannot be started */
export async function isInstalled(command: string, words: readonly string[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: 'ignore' });
    child.once('error', (error) => (isMissing(error) ? resolve(false) : reject(error)));
    child.once('exit', (code) => resolve(code === 0));
  });
}
