import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type Child, startChild } from './children.ts';
import { keepRunning } from './keep-running.ts';

/** A process of which the test decides when it ends. */
function pretended(): Child & { end(reason: string): void } {
  const ended = Promise.withResolvers<string>();
  return {
    pid: 1,
    ended: ended.promise,
    end: ended.resolve,
    [Symbol.asyncDispose]: async () => ended.resolve('asked to'),
  };
}

const quick = { name: 'The grader', pauseMs: 1, soonMs: 10_000 };

it('starts a process again that ended, and says so', async () => {
  const children = [pretended(), pretended()];
  const said: string[] = [];
  let starts = 0;
  const next = () => children[++starts]!;
  {
    await using _kept = keepRunning(children[0]!, next, { ...quick, say: (text) => said.push(text) });
    children[0]!.end('The grader ended (SIGKILL)');
    await expect.poll(() => starts).toBe(1);
  }
  expect(said).toEqual(['The grader ended (SIGKILL). It is started again in 0.001 s.']);
  expect(await children[1]!.ended).toBe('asked to');
});

it('gives up on one that ends again and again, with a sentence', async () => {
  const start = () => {
    const child = pretended();
    child.end('The grader ended (exit code 1)');
    return child;
  };
  await using kept = keepRunning(start(), start, { ...quick, mostEnds: 3, say: () => {} });
  await expect(kept.broken).rejects.toThrow(
    'The grader ended 3 times in a row soon after its start; last: The grader ended (exit code 1)',
  );
});

it('counts a start that fails as an end', async () => {
  const child = pretended();
  const fail = () => Promise.reject(new Error('no such program'));
  await using kept = keepRunning(child, fail, { ...quick, mostEnds: 2, say: () => {} });
  child.end('ended');
  await expect(kept.broken).rejects.toThrow('last: no such program');
});

it('a child ends when the process that started it is killed', async () => {
  const children = fileURLToPath(new URL('./children.ts', import.meta.url));
  const sleeper =
    "process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('child', process.pid)";
  const program = `
    import { startChild } from ${JSON.stringify(children)};
    startChild({ name: 'x', arguments: ['-e', ${JSON.stringify(sleeper)}], env: process.env });`;
  const starter = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [told] = await once(starter.stdout, 'data');
  const pid = Number(/child (\d+)/.exec(String(told))?.[1]);
  const isAlive = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  expect(isAlive()).toBe(true);
  starter.kill('SIGKILL');
  await expect.poll(isAlive, { timeout: 10_000 }).toBe(false);
});

it('a child is asked to end when it is disposed', async () => {
  const child = startChild({ name: 'It', arguments: ['-e', 'setInterval(() => {}, 1000)'], env: process.env });
  await new Promise((resolve) => setTimeout(resolve, 200));
  await child[Symbol.asyncDispose]();
  expect(await child.ended).toBe('It ended (SIGTERM)');
});
