import type { APIRoute } from 'astro';
import { onlyGet } from '#site/api/methods.ts';
import { readHealth } from '#site/server/health.ts';
import { siteServices } from '#site/server/services.ts';

/** What waits, what failed and who works, for people and monitors; 200 as long as it can be said. */
export const GET: APIRoute = async () => {
  const { ready, ...health } = await readHealth((await siteServices()).db);
  return Response.json({ ok: ready, ...health }, { headers: { 'Cache-Control': 'no-store' } });
};

export const ALL = onlyGet(GET);
