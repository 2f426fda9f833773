import type { APIRoute } from 'astro';
import { refuse } from '#site/api/answers.ts';

/** Every address of the API that no other file here answers. */
export const ALL: APIRoute = ({ url }) =>
  refuse(404, `There is nothing at ${url.pathname}. The addresses stand in /docs/api and /api/v1/openapi.json.`);
