import { type ChildProcess, spawn } from 'node:child_process';

export interface Child extends AsyncDisposable {
  pid: number | undefined;
  /** resolves with a sentence when the process ends, wanted or not */
  ended: Promise<string>;
}

export interface Program {
  name: string;
  /** arguments of Node */
  arguments: string[];
  env: Readonly<Record<string, string | undefined>>;
}

/** How long a process may take to end after it was asked to, in ms: open uploads are answered, a grading is finished. */
const patienceMs = 30_000;

const endWithParent = new URL('./end-with-parent.mjs', import.meta.url).href;

/**
 * Starts Node with a process group of its own, so that Ctrl-C reaches only the one who stops things in order, and with a
 * channel that closes when this process is gone: the child ends then.
 */
export function startChild(program: Program): Child {
  const child = spawn(process.execPath, ['--import', endWithParent, ...program.arguments], {
    env: { ...program.env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${program.name} could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`${program.name} ended (${signal ?? `exit code ${code}`})`));
  });
  return { pid: child.pid, ended, [Symbol.asyncDispose]: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(impatience);
}
