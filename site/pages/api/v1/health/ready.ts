import type { APIRoute } from 'astro';
import { onlyGet } from '#site/api/methods.ts';
import { readHealth } from '#site/server/health.ts';
import { siteServices } from '#site/server/services.ts';

const noStore = { 'Cache-Control': 'no-store' };

/** 200 while what is submitted now is graded soon, else 503 with the reasons: for load balancers and alarms. */
export const GET: APIRoute = async () => {
  const services = await siteServices().catch(() => null); // a database that is away is an answer, not an error
  const health = await (services && readHealth(services.db).catch(() => null));
  if (!health)
    return Response.json({ ready: false, reasons: ['The database is away.'] }, { status: 503, headers: noStore });
  const { ready, reasons } = health;
  return Response.json({ ready, reasons }, { status: ready ? 200 : 503, headers: noStore });
};

export const ALL = onlyGet(GET);
