import type { APIRoute } from 'astro';
import { refuse } from '#site/api/answers.ts';
import { submissionEvents } from '#site/api/events.server.ts';
import { onlyGet } from '#site/api/methods.ts';
import { readSubmission } from '#site/report/submissions.server.ts';

/** Live progress as server-sent events; the stream ends with the final status. */
export const GET: APIRoute = async ({ params, request }) => {
  const id = params['id'] ?? '';
  if (!(await readSubmission(id))) return refuse(404, `There is no submission ${id}.`);
  return new Response(submissionEvents(id, request.signal), {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  });
};

export const ALL = onlyGet(GET);
