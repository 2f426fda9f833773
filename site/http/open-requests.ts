import type { IncomingMessage } from 'node:http';

/** Requests that stay open for long, and how many of a kind one address may have at a time. */
export const longRequests = {
  upload: {
    most: 6,
    what: 'uploads',
    matches: ({ method, url = '' }: Asked) =>
      method === 'POST' && /^\/(api\/v1\/submissions|submit)\/?(\?|$)/.test(url),
  },
  events: {
    most: 12,
    what: 'event streams',
    matches: ({ method, url = '' }: Asked) =>
      method === 'GET' && /^\/api\/v1\/submissions\/[^/]+\/events\/?(\?|$)/.test(url),
  },
} as const;
export type LongRequest = keyof typeof longRequests;

type Asked = Pick<IncomingMessage, 'method' | 'url'>;

export function longRequestOf(request: Asked): LongRequest | null {
  if (longRequests.upload.matches(request)) return 'upload';
  return longRequests.events.matches(request) ? 'events' : null;
}

/** Counts what is open of each kind for each address. */
export interface OpenRequests {
  /** Null when the address has as many as it may; else it has one more, until the returned function is called. */
  open(kind: LongRequest, address: string): (() => void) | null;
}

export function countOpenRequests(): OpenRequests {
  const counts = new Map<string, number>();
  return {
    open(kind, address) {
      const key = `${kind} ${address}`;
      const count = counts.get(key) ?? 0;
      if (count >= longRequests[kind].most) return null;
      counts.set(key, count + 1);
      let isOpen = true;
      return () => {
        if (!isOpen) return;
        isOpen = false;
        const left = (counts.get(key) ?? 1) - 1;
        if (left > 0) counts.set(key, left);
        else counts.delete(key);
      };
    },
  };
}
