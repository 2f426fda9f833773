import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '#db/embedded.ts';
import { type Handler, listenForSite, type SiteServer } from './server.ts';

const limits = { header: 300, bodyIdle: 200, request: 60_000, keepAlive: 1000 };
let site: (SiteServer & { port: number }) | null = null;
afterEach(async () => {
  await site?.[Symbol.asyncDispose]();
  site = null;
});

async function listen(handler: Handler, given: { origin?: string; proxyHops?: number } = {}): Promise<number> {
  const port = await freePort();
  const address = { host: '127.0.0.1', port, origin: given.origin ?? null, proxyHops: given.proxyHops ?? 0 };
  site = { ...(await listenForSite(handler, address, limits as never)), port };
  return port;
}

/** Sends these bytes as they are; all that comes back until the other side ends. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

async function opened(port: number, bytes: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

const answer: Handler = (_request: IncomingMessage, response: ServerResponse) => void response.end('the site');
const get = (path: string, more = '', host = '127.0.0.1') =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`;

describe('what never reaches the site', () => {
  it.each([
    ['a host it is not known by', get('/', '', 'evil.example'), 421],
    ['a host with an account in it', get('/', '', '127.0.0.1@evil.example'), 421],
    ['no host', 'GET / HTTP/1.0\r\n\r\n', 421],
    ['TRACE', 'TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 405],
    ['escapes that are no UTF-8', get('/%ff'), 400],
    ['a line end in a query', get('/signin?next=/%0d%0aX:1'), 400],
    ['a whole address in place of a path', get('http://127.0.0.1/'), 400],
  ])('%s', async (_, request, status) => {
    let asked = 0;
    const port = await listen(() => void asked++);
    const told = await raw(port, request);
    expect(told).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(told.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(asked).toBe(0);
  });

  it('says it to programs in JSON', async () => {
    const told = await raw(await listen(answer), get('/api/v1/boards/%ff'));
    expect(JSON.parse(told.slice(told.indexOf('\r\n\r\n') + 4))).toEqual({ error: expect.stringContaining('UTF-8') });
  });
});

it.each([
  [undefined, '127.0.0.1:4321'],
  [undefined, 'localhost:80'],
  ['https://fx.example.org', 'fx.example.org'],
  ['https://fx.example.org', 'FX.example.org:443'],
])('knows itself at %s as %s', async (origin, host) => {
  expect(await raw(await listen(answer, origin ? { origin } : {}), get('/', '', host))).toContain('the site');
});

it('lets a percent sign that is no escape and all of Unicode pass', async () => {
  const port = await listen(answer);
  for (const path of ['/?method=100%', '/generator/%E6%A8%A1%E5%9E%8B', '/?q=a+b%20c'])
    expect(await raw(port, get(path))).toContain('the site');
});

describe('time', () => {
  it('ends a header that does not come to its end', async () => {
    const port = await listen(answer);
    expect(await raw(port, 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: ')).toMatch(/408/);
  });

  it('ends a body that stops coming, and says so; one that comes slowly is read', async () => {
    const port = await listen(async (request, response) => {
      let bytes = 0;
      for await (const chunk of request) bytes += chunk.length;
      response.end(`${bytes} bytes`);
    });
    const head =
      'POST /api/v1/submissions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 8\r\n\r\n';
    expect(await raw(port, `${head}half`)).toMatch(/^HTTP\/1.1 408[\s\S]*Nothing of the body came/);
    const slow = await opened(port, head);
    for (const byte of 'slow ok!') {
      await new Promise((resolve) => setTimeout(resolve, 80));
      slow.write(byte);
    }
    expect(await text(slow)).toContain('8 bytes');
  });

  it('waits for a site that takes its time over a body that lies there', async () => {
    const port = await listen(async (request, response) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      for await (const _ of request);
      response.end('read at last');
    });
    const head =
      'POST /api/v1/submissions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 4\r\n\r\n';
    expect(await raw(port, `${head}body`)).toContain('read at last');
  });
});

describe('what one address may keep open', () => {
  const upload = 'POST /api/v1/submissions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n';
  const waiting: Handler = (request) => void request.resume();

  it('is so many uploads; when one ends the next may come', async () => {
    const port = await listen(waiting);
    const open = await Promise.all(Array.from({ length: 6 }, () => opened(port, `${upload}\r\n`)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const refused = await raw(port, `${upload}Connection: close\r\n\r\n`);
    expect(refused).toMatch(/^HTTP\/1.1 429[\s\S]*Retry-After: 10[\s\S]*6 uploads open/i);
    open[0]!.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const next = await opened(port, `${upload}\r\n`);
    const told = Promise.race([
      once(next, 'data').then(() => 'refused'),
      new Promise((resolve) => setTimeout(resolve, 100, 'taken')),
    ]);
    expect(await told).toBe('taken');
    for (const socket of [...open, next]) socket.destroy();
  });

  it('is counted by the address that our own proxy saw, not by what the asker claims', async () => {
    const port = await listen(waiting, { proxyHops: 1 });
    const from = (address: string) => `${upload}X-Forwarded-For: 203.0.113.7, ${address}\r\n`;
    const open = await Promise.all(Array.from({ length: 6 }, () => opened(port, `${from('198.51.100.1')}\r\n`)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await raw(port, `${from('198.51.100.1')}Connection: close\r\n\r\n`)).toMatch(/ 429 /);
    const other = await opened(port, `${from('198.51.100.2')}\r\n`);
    expect(
      await Promise.race([
        once(other, 'data').then(() => 'refused'),
        new Promise((resolve) => setTimeout(resolve, 100, 'taken')),
      ]),
    ).toBe('taken');
    for (const socket of [...open, other]) socket.destroy();
  });
});

it('answers before a body has come to its end, and the connection can be used again', async () => {
  const port = await listen(async (request, response) => {
    for await (const _ of request) break;
    response.writeHead(422).end('no');
  });
  const socket = await opened(
    port,
    'POST /api/v1/submissions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\n',
  );
  socket.write('a'.repeat(1000));
  const [first] = await once(socket, 'data');
  expect(String(first)).toMatch(/^HTTP\/1.1 422 /);
  socket.write('a'.repeat(299_000));
  socket.write('GET /nothing HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n');
  expect(await text(socket)).toContain('HTTP/1.1 421 ');
});

it('stops in order: an open upload is answered, an event stream is ended, nobody new is let in', async () => {
  const port = await listen(async (request, response) => {
    if (request.method === 'GET') return void response.write('event: state\n\n');
    for await (const _ of request);
    response.end('answered');
  });
  const stream = await opened(port, 'GET /api/v1/submissions/s1/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(stream, 'data');
  const upload = await opened(
    port,
    'POST /api/v1/submissions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nha',
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  const stopped = site![Symbol.asyncDispose]();
  site = null;
  const refused = await once(connect(port, '127.0.0.1'), 'error').then(
    () => true,
    () => false,
  );
  expect(refused).toBe(true);
  upload.write('lf');
  const told = await text(upload);
  expect(told).toContain('answered');
  await Promise.all([text(stream), stopped]);
});
