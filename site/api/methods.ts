import type { APIRoute } from 'astro';
import { refuse } from './answers.ts';

/** `ALL` of an address that is only read: HEAD is GET, whose body the framework drops; any other method is 405. */
export function onlyGet(get: APIRoute): APIRoute {
  return (context) => (context.request.method === 'HEAD' ? get(context) : refuseMethod('GET, HEAD'));
}

/** `ALL` of an address that is only written to. */
export const onlyPost: APIRoute = () => refuseMethod('POST');

function refuseMethod(allowed: string): Response {
  return refuse(405, `This address takes ${allowed}. See /docs/api.`, { Allow: allowed });
}
