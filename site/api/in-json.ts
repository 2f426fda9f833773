import { refuse } from './answers.ts';

export const broken = 'The server broke on this request. Nothing was lost; try again in a minute.';

/**
 * Makes every error of the API JSON: an error page of the framework is replaced, an exception becomes 500. `signal` is the
 * request's: a client that has gone away is no error of ours, and none for the log.
 */
export async function inJson(respond: () => Promise<Response>, signal: AbortSignal): Promise<Response> {
  const response = await respond().catch((error: unknown) => {
    const isReset = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
    const isGone = signal.aborted && (isReset || error === signal.reason);
    if (!isGone) console.error(error);
    return refuse(500, broken);
  });
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  if (response.status < 400 || isJson) return response;
  return refuse(response.status, response.status < 500 ? 'The address cannot be read.' : broken);
}
