import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { childEnvironment, dataPaths } from '#db/env.ts';

export interface Started extends AsyncDisposable {
  address: string;
  token: string;
  pid: number;
  /** its standard output and error so far */
  output(): string;
  /** ends the starter at once, without a chance to stop what it started */
  kill(): Promise<unknown>;
  /** Ctrl-C; gives the exit code */
  interrupt(): Promise<number | null>;
}

/** Starts `npm start`'s program on a data folder and waits until it runs. @throws with its output if it ends before */
export async function startHere(dataDir: string, port: number): Promise<Started> {
  let output = '';
  const child = spawn(process.execPath, ['grader/start.ts'], {
    env: childEnvironment({ FX_DATA_DIR: dataDir, PORT: String(port), DATABASE_URL: undefined, REDIS_URL: undefined }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('Ctrl-C stops everything')) resolve();
      });
    }
    void ended.then((code) => reject(new Error(`It ended with exit code ${code}:\n${output}`)));
  });
  const interrupt = () => {
    child.kill('SIGINT');
    return ended;
  };
  return {
    address: `http://127.0.0.1:${port}`,
    token: (await readFile(dataPaths(dataDir).demoToken, 'utf8')).trim(),
    pid: child.pid!,
    output: () => output,
    kill() {
      child.kill('SIGKILL');
      return once(child, 'exit');
    },
    interrupt,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await interrupt();
    },
  };
}
