import { z } from 'zod';

/** An address of the site that `--url` names. @throws with what is missing when that is no web address */
export function addressOn(site: string, path: string): URL {
  if (!/^https?:\/\//i.test(site) || !URL.canParse(site))
    throw new Error(`--url ${site} is no web address. Begin it with http:// or https://: http://127.0.0.1:4321.`);
  return new URL(path, site);
}

/** A request to a running site. @throws with what to look at when there is no answer */
export async function request(url: URL, init?: RequestInit & { duplex?: 'half' }): Promise<Response> {
  return fetch(url, init).catch((cause: unknown) => {
    throw new Error(`No answer from ${url.origin}. Is the site running, and is --url right?`, { cause });
  });
}

/** The status of an error answer with the site's message, or with the start of a body that is none of ours. */
export async function errorOf(response: Response): Promise<string> {
  const text = await response.text();
  const body = z.object({ error: z.string() }).safeParse(jsonOrNull(text));
  return `${response.status}: ${body.success ? body.data.error : text.slice(0, 300)}`;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
