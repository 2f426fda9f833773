import { isIP } from 'node:net';
import { clientAddressHeader } from '#site/http/guards.ts';

/** Who asks, as far as an address says it: an IPv4 address, or the /64 of an IPv6 one, of which a visitor has all. */
export function clientOf({ headers }: Request): string {
  return networkOf(headers.get(clientAddressHeader) ?? 'unknown');
}

/** @example networkOf('2001:db8::7:1') // '2001:db8:0:0' */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::');
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const [first, last] = [groups(head), groups(tail)];
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...(tail === undefined ? [] : zeros), ...last].slice(0, 4).join(':');
}
