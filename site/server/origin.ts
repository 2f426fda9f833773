import { readEnv } from '#db/env.ts';

const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];
const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Whether a request could be a form that another site made a browser send, with our cookie: it changes something, has a
 * type that a form can send (or none), and does not say that it comes from `origin`. Other types need a script, and
 * browsers let a script of another site send them only where a server allows it; this one does not.
 */
export function isForeignForm({ method, headers }: Request, origin: string): boolean {
  if (safeMethods.includes(method) || headers.get('origin') === origin) return false;
  const type = headers.get('content-type')?.toLowerCase();
  return !type || formTypes.some((each) => type.includes(each));
}

let setting: { origin: string | null } | null = null;

/** The site's address as others reach it, for every whole address that it gives: FX_ORIGIN, or where it was asked. */
export function publicOrigin(asked: URL): string {
  setting ??= { origin: readEnv().origin };
  return setting.origin ?? asked.origin;
}
