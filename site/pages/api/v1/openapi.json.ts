import type { APIRoute } from 'astro';
import { apiDocument } from '#site/api/document.ts';
import { onlyGet } from '#site/api/methods.ts';
import { publicOrigin } from '#site/server/origin.ts';

export const GET: APIRoute = ({ url }) => Response.json(apiDocument(publicOrigin(url)));

export const ALL = onlyGet(GET);
