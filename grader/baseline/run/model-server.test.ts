import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { childEnvironment } from '#db/env.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fx-server-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const program = `
import { readEnv } from './db/env.ts';
import { openModelServer } from './grader/baseline/run/model-server.ts';
const settings = { model: 'm', minPixels: 784, maxPixels: 784 };
await openModelServer(readEnv(), settings).catch((error) => console.log(error.message));
`;

it('a server that does not start: the end of its output is given, and nothing is left that keeps the process running', async () => {
  const python = path.join(folder, 'python');
  await writeFile(python, "#!/bin/sh\necho 'No module named torch' >&2\nexit 3\n");
  await chmod(python, 0o755);
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: childEnvironment({ FX_PYTHON: python, FX_MODEL_URL: undefined, FX_MODEL_PATH: undefined }),
    timeout: 20_000,
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  const [code, signal] = await once(child, 'close');
  expect(printed).toMatch(/exit code 3[\s\S]*No module named torch[\s\S]*FX_PYTHON/);
  expect([code, signal]).toEqual([0, null]);
}, 30_000);
