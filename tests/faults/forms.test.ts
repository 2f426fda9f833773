import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRun } from '#db/baselines.ts';
import { createSession, createTeam } from '#db/teams.ts';
import { miniSettings } from '#grader/baseline/reproduce/mini-model.ts';
import { openSite, type SiteWorld } from '../world/site.ts';

let site: SiteWorld;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.[Symbol.asyncDispose]());

const head = (path: string, more: string) =>
  [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${site.env.port}`,
    `Origin: ${site.address}`,
    'Content-Type: application/x-www-form-urlencoded',
    `${more}\r\n\r\n`,
  ].join('\r\n');

/** Memory of the site's process in MiB. */
function memoryMiB(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${site.pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** Writes these chunks for as long as they are taken; the answer's first line, and how long it took in ms. */
async function sendUntilAnswered(start: string, chunk: string): Promise<{ line: string; ms: number }> {
  const socket = connect(site.env.port, '127.0.0.1');
  socket.on('error', () => {}); // the site may end the connection while it is written to
  const started = performance.now();
  const answered = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
  let isOpen = true;
  void answered.then(() => {
    isOpen = false;
  });
  socket.write(start);
  while (isOpen && !socket.destroyed) {
    if (!socket.write(chunk)) await Promise.race([new Promise((drained) => socket.once('drain', drained)), answered]);
    else await new Promise(setImmediate);
  }
  const line = (await answered).split('\r\n')[0]!;
  socket.destroy();
  return { line, ms: performance.now() - started };
}

describe.each(['/signin', '/signin?next=/submit'])('a form sent to %s', (path) => {
  it('is refused by a length of 70 KiB before it is read', async () => {
    const { line, ms } = await sendUntilAnswered(head(path, `Content-Length: ${70 * 1024}`), 'a'.repeat(16));
    expect(line).toContain(' 413 ');
    expect(ms).toBeLessThan(1000);
  });

  it.skipIf(process.platform !== 'linux')('is refused when it has no end, and costs no memory', async () => {
    await fetch(`${site.address}/signin`);
    const before = memoryMiB();
    const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
    const { line, ms } = await sendUntilAnswered(head(path, 'Transfer-Encoding: chunked'), chunk);
    expect(line).toContain(' 413 ');
    expect(ms).toBeLessThan(1000);
    expect(memoryMiB() - before).toBeLessThan(100);
  });
});

it('forms of maintainers are bounded alike', async () => {
  const { token } = await createTeam(site.services.db, 'Maintainers', 'baseline');
  const run = await createRun(site.services.db, {
    datasetId: site.dev.id,
    settings: { split: 'dev', ...miniSettings },
  });
  const session = await createSession(site.services.db, token);
  for (const path of ['/baseline/start', `/baseline/${run.id}`]) {
    const more = `Cookie: fx_session=${session!.secret}\r\nContent-Length: ${70 * 1024}`;
    expect((await sendUntilAnswered(head(path, more), 'a')).line).toContain(' 413 ');
  }
});

it('a token is still taken, and a wrong one refused with the page', async () => {
  const send = (token: string) =>
    fetch(`${site.address}/signin`, {
      ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ token }) },
      headers: { Origin: site.address },
    });
  expect((await send(site.token)).status).toBe(303);
  const wrong = await send('fx_wrong');
  expect([wrong.status, await wrong.text()]).toEqual([401, expect.stringContaining('No team has this token')]);
});
