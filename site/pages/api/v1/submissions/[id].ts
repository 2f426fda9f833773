import type { APIRoute } from 'astro';
import { describeSubmission, refuse } from '#site/api/answers.ts';
import { onlyGet } from '#site/api/methods.ts';
import { readSubmission } from '#site/report/submissions.server.ts';
import { publicOrigin } from '#site/server/origin.ts';

export const GET: APIRoute = async ({ params, url }) => {
  const file = await readSubmission(params['id'] ?? '');
  if (!file) return refuse(404, `There is no submission ${params['id']}.`);
  return Response.json(describeSubmission(file, publicOrigin(url)), { headers: { 'Cache-Control': 'no-store' } });
};

export const ALL = onlyGet(GET);
