import { z } from 'zod';

/** An address of the site that `--url` names. @throws with what is missing when that is no web address */
export function addressOn(site: string, path: string): URL {
  if (!/^https?:\/\//i.test(site) || !URL.canParse(site))
    throw new Error(`--url ${site} is no web address. Begin it with http:// or https://: http://127.0.0.1:4321.`);
  return new URL(path, site);
}

/** Asks a running site. @throws with what to look at when nobody answers */
export async function request(url: URL, init?: RequestInit & { duplex?: 'half' }): Promise<Response> {
  return fetch(url, init).catch((cause: unknown) => {
    throw new Error(`No answer from ${url.origin}. Is the site running, and is --url right?`, { cause });
  });
}

/** What the site says of an error, with its status. */
export async function errorOf(response: Response): Promise<string> {
  const text = await response.text();
  const told = z.object({ error: z.string() }).safeParse(safeJson(text));
  return `${response.status}: ${told.success ? told.data.error : text.slice(0, 300)}`;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
