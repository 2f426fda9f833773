import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** What is refused before the site sees it: status and a sentence that says what to do. */
export interface Refusal {
  status: number;
  message: string;
  headers?: Readonly<Record<string, string>>;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Names under which a machine reaches itself. */
const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** The hosts, without port, that requests may name: the public one, the address it listens on, and the machine itself. */
export function allowedHosts({ origin, host }: { origin: string | null; host: string }): ReadonlySet<string> {
  const listening = isIP(host) === 6 ? `[${host}]` : host;
  return new Set([...loopback, listening, ...(origin ? [new URL(origin).hostname] : [])]);
}

/** Why a request is refused by its first lines alone; null when it is not. */
export function refusalOf(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  hosts: ReadonlySet<string>,
): Refusal | null {
  const { method = '', url = '', headers } = request;
  if (!methods.includes(method)) {
    return { status: 405, message: `The method ${method} is not known here.`, headers: { Allow: methods.join(', ') } };
  }
  if (!hosts.has(hostnameOf(headers.host))) {
    return { status: 421, message: 'This server is not known by the name in `Host`. Its name is set with FX_ORIGIN.' };
  }
  if (!isWellFormed(url))
    return { status: 400, message: 'The address is no text of one line: encode it as UTF-8, without line ends.' };
  return null;
}

function hostnameOf(host: string | undefined): string {
  const address = `http://${host ?? ''}/`;
  if (!host || /[@/\\?#\s]/.test(host) || !URL.canParse(address)) return '';
  return new URL(address).hostname;
}

/** A path of this site, whose escapes are UTF-8 and hold no line end, which could end a header. */
function isWellFormed(url: string): boolean {
  if (!url.startsWith('/')) return false;
  try {
    return !/[\r\n]/.test(decodeURIComponent(url.replace(/%(?![0-9a-f]{2})/gi, '%25')));
  } catch {
    return false;
  }
}

/** Carries the address of who asks from this server to the pages; what a client itself sends under this name is dropped. */
export const clientAddressHeader = 'x-fx-client-address';

/**
 * The address of who asks. Behind `hops` proxies of ours it is the one that the outermost of them saw, the `hops`-th of
 * `X-Forwarded-For` from the right; what stands further left is the asker's own claim.
 */
export function clientAddress(request: IncomingMessage, hops: number): string {
  const seen = request.socket.remoteAddress ?? 'unknown';
  if (hops === 0) return seen;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((each) => each.trim());
  const claimed = forwarded.at(-hops);
  return claimed && isIP(claimed) ? claimed : seen;
}
