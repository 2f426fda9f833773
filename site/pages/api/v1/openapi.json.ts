import type { APIRoute } from 'astro';
import { apiDocument } from '#site/api/document.ts';
import { onlyGet } from '#site/api/methods.ts';

export const GET: APIRoute = ({ url }) => Response.json(apiDocument(url.origin));

export const ALL = onlyGet(GET);
