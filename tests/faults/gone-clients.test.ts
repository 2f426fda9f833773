import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '#db/embedded.ts';
import { createSession, createTeam } from '#db/teams.ts';
import { siteProgram } from '#grader/start/programs.ts';
import { openWorld, type World } from '../world/services.ts';

let world: World;
let site: ReturnType<typeof spawn>;
let port: number;
let output = '';
beforeAll(async () => {
  world = await openWorld();
  port = await freePort();
  const program = siteProgram(process.cwd(), { ...world.env, port });
  site = spawn(process.execPath, program.arguments, { env: { ...program.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [site.stdout!, site.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const isUp = async () => (await fetch(`http://127.0.0.1:${port}/api/v1/health`).catch(() => null))?.ok ?? false;
  for (let attempt = 0; attempt < 200 && !(await isUp()); attempt++) await wait(50);
});
afterAll(async () => {
  if (site && site.exitCode === null) {
    site.kill('SIGTERM');
    await once(site, 'exit');
  }
  await world?.[Symbol.asyncDispose]();
});

/** Sends a head and half a body, and goes away. */
async function leave(head: string[], body: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  await wait(300);
  socket.resetAndDestroy();
}

it('a client that goes away in the middle of what it sends or reads is no error', async () => {
  const { token } = await createTeam(world.services.db, 'A team');
  const { secret } = (await createSession(world.services.db, token))!;
  const host = `Host: 127.0.0.1:${port}`;
  const long = 'Content-Length: 100000';
  const line = '{"image_id": "a", "label": "real"}\n';
  await leave(
    [
      `POST /api/v1/submissions?method=m&split=dev HTTP/1.1`,
      host,
      `Authorization: Bearer ${token}`,
      'Content-Type: application/x-ndjson',
      long,
    ],
    line,
  );
  const part = 'Content-Disposition: form-data; name=';
  const form = `--x\r\n${part}"method"\r\n\r\nm\r\n--x\r\n${part}"file"; filename="a"\r\n\r\n${line}`;
  const origin = `Origin: http://127.0.0.1:${port}`;
  const type = 'Content-Type: multipart/form-data; boundary=x';
  await leave(['POST /submit HTTP/1.1', host, origin, `Cookie: fx_session=${secret}`, type, long], form);
  await leave(
    ['POST /signin HTTP/1.1', host, origin, 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 5000'],
    'token=',
  );
  await leave(['GET /data/images.tar HTTP/1.1', host], '');
  await leave(['GET /api/v1/submissions/snothing/events HTTP/1.1', host], '');
  await wait(1000);
  expect((await fetch(`http://127.0.0.1:${port}/api/v1/health`)).status).toBe(200);
  expect(output).toBe('');
});
