import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Env } from '#db/env.ts';
import { createTeam } from '#db/teams.ts';
import { receiveSubmission } from '#grader/intake/receive.ts';
import { workerProgram } from '#grader/start/programs.ts';
import { goodLines, type World } from '../world/services.ts';

let teams = 0;

/** Submits the good file to dev through the intake; the id of the submission. */
export async function submit({ services, dev }: World): Promise<string> {
  const { team } = await createTeam(services.db, `Test team ${++teams}`);
  async function* body() {
    yield new TextEncoder().encode(goodLines);
  }
  const result = await receiveSubmission(services, { team, dataset: dev, method: 'm', link: null, body: body() });
  if (result.kind !== 'accepted') throw new Error('The good file was refused.');
  return result.submission.id;
}

export interface WorkerProcess extends AsyncDisposable {
  child: ChildProcess;
  /** what it has logged: one JSON object a line */
  log(): string;
  ended: Promise<unknown>;
}

/** A grader as a process of its own, as `npm start` starts it; ended when disposed, even when it is frozen. */
export function startWorker(env: Env): WorkerProcess {
  const { arguments: program, env: environment } = workerProgram(process.cwd(), { ...env, logLevel: 'info' });
  const child = spawn(process.execPath, program, { env: { ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
  let log = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const ended = once(child, 'exit');
  return {
    child,
    log: () => log,
    ended,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGCONT');
        child.kill('SIGTERM');
        const impatience = setTimeout(() => child.kill('SIGKILL'), 15_000);
        await ended;
        clearTimeout(impatience);
      }
    },
  };
}
