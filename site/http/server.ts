import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { allowedHosts, clientAddress, clientAddressHeader, type Refusal, refusalOf } from './guards.ts';
import { fixedHeaders } from './headers.ts';
import { countOpenRequests, longRequestOf, longRequests } from './open-requests.ts';

/** The site's own handler of requests. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface SiteAddress {
  host: string;
  port: number;
  /** the public address, `https://…`; null on one's own machine */
  origin: string | null;
  /** how many proxies of ours stand before this server */
  proxyHops: number;
}

/** Bounds of a request, in ms: a header, a pause in a body, a whole request. */
const timeLimits = { header: 10_000, bodyIdle: 30_000, request: 15 * 60_000, keepAlive: 5_000 } as const;
/** How long open requests may take to end after the server was asked to stop, in ms. */
const drainMs = 25_000;
/** How long the rest of a body is read that nobody wants any more, in ms. */
const restMs = 10_000;

export interface SiteServer extends AsyncDisposable {
  server: Server;
}

/**
 * Listens and hands requests to the site: bounds on time and on what one address may keep open, known hosts and methods
 * only. Disposing takes no new connection, ends event streams, and waits until open uploads are answered.
 */
export async function listenForSite(handler: Handler, address: SiteAddress, limits = timeLimits): Promise<SiteServer> {
  const hosts = allowedHosts(address);
  const headers = Object.entries(fixedHeaders(address.origin));
  const open = countOpenRequests();
  const streams = new Set<ServerResponse>();
  let isDraining = false;
  const options = {
    headersTimeout: limits.header,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.keepAlive,
    connectionsCheckingInterval: 1000,
  };
  const server = createServer(options, (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    if (isDraining) response.setHeader('Connection', 'close');
    const refusal = refusalOf(request, hosts);
    if (refusal) return refuse(request, response, refusal);
    const client = clientAddress(request, address.proxyHops);
    request.headers[clientAddressHeader] = client;
    const kind = longRequestOf(request);
    if (kind) {
      const close = open.open(kind, client);
      if (!close) return refuse(request, response, tooMany(kind));
      response.once('close', close);
      if (kind === 'events') keep(streams, response);
    }
    endIdleBody(request, response, limits.bodyIdle);
    readRestAfterAnswer(request, response);
    void handle(handler, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(address.port, address.host, resolve);
  });
  return {
    server,
    async [Symbol.asyncDispose]() {
      isDraining = true;
      const closed = new Promise((resolve) => server.close(resolve));
      for (const stream of streams) stream.end();
      server.closeIdleConnections();
      const impatience = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearTimeout(impatience);
    },
  };
}

/** What the handler throws ends its own request: a broken-off body as it is, anything else with 500 and a line in the log. */
async function handle(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await handler(request, response);
  } catch (error) {
    if (!request.destroyed) console.error(error);
    if (response.headersSent || request.destroyed) response.destroy();
    else
      refuse(request, response, { status: 500, message: 'The server broke on this request. Try again in a minute.' });
  }
}

function keep(streams: Set<ServerResponse>, response: ServerResponse): void {
  streams.add(response);
  response.once('close', () => streams.delete(response));
}

/** A body of which nothing comes for so long, while all that came was read, is given up: 408, and the connection ends. */
function endIdleBody(request: IncomingMessage, response: ServerResponse, idleMs: number): void {
  const hasBody = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
  if (!hasBody) return;
  let seen = -1;
  const watch = setInterval(() => {
    if (request.complete || response.writableEnded) return clearInterval(watch);
    const { bytesRead } = request.socket;
    if (bytesRead === seen && request.readableLength === 0) {
      clearInterval(watch);
      const message = `Nothing of the body came for ${idleMs / 1000} s. Send it again, without pauses.`;
      refuse(request, response, { status: 408, message });
    }
    seen = bytesRead;
  }, idleMs);
  watch.unref();
  response.once('close', () => clearInterval(watch));
}

/**
 * An answer may come before the body has come to its end. The rest is read and dropped for a while, so that the sender
 * gets the answer and can use its connection again; who reads the body and leaves off early does not end the connection.
 */
function readRestAfterAnswer(request: IncomingMessage, response: ServerResponse): void {
  request[Symbol.asyncIterator] = () => request.iterator({ destroyOnReturn: false });
  response.once('finish', () => {
    if (request.complete || request.destroyed) return;
    request.removeAllListeners('readable'); // of a reader that has left off: while it is there nothing flows
    request.resume();
    const impatience = setTimeout(() => request.destroy(), restMs);
    request.once('close', () => clearTimeout(impatience));
  });
}

function tooMany(kind: keyof typeof longRequests): Refusal {
  const { most, what } = longRequests[kind];
  const message = `Your address has ${most} ${what} open already. Wait until one of them has ended.`;
  return { status: 429, message, headers: { 'Retry-After': '10' } };
}

/** The same words for programs and people: JSON for the API, plain text elsewhere. The rest of the body is not read. */
function refuse(request: IncomingMessage, response: ServerResponse, { status, message, headers = {} }: Refusal): void {
  if (response.headersSent) {
    request.destroy();
    return;
  }
  const isApi = request.url?.startsWith('/api') ?? false;
  const body = isApi ? JSON.stringify({ error: message }) : `${message}\n`;
  response.writeHead(status, {
    ...headers,
    'Content-Type': isApi ? 'application/json' : 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
  response.end(request.method === 'HEAD' ? undefined : body, () => {
    if (!request.complete) request.destroy();
  });
}
