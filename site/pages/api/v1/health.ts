import type { APIRoute } from 'astro';
import { countByStatus } from '#db/submissions.ts';
import { onlyGet } from '#site/api/methods.ts';
import { siteServices } from '#site/server/services.ts';

export const GET: APIRoute = async () => {
  const counts = await countByStatus((await siteServices()).db);
  const { queued = 0, grading = 0, failed = 0 } = counts;
  return Response.json({ ok: true, queued, grading, failed }, { headers: { 'Cache-Control': 'no-store' } });
};

export const ALL = onlyGet(GET);
