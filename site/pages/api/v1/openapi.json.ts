import type { APIRoute } from 'astro';
import { apiDocument } from '#site/api/document.ts';

export const GET: APIRoute = ({ url }) => Response.json(apiDocument(url.origin));
