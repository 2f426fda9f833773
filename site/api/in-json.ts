import { refuse } from './answers.ts';

export const broken = 'The server broke on this request. Nothing was lost; try again in a minute.';

/** Errors of the API are JSON, whoever made them: a page of the framework is replaced, what is thrown becomes 500. */
export async function inJson(respond: () => Promise<Response>): Promise<Response> {
  const response = await respond().catch((error: unknown) => {
    console.error(error);
    return refuse(500, broken);
  });
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  if (response.status < 400 || isJson) return response;
  return refuse(response.status, response.status < 500 ? 'The address cannot be read.' : broken);
}
