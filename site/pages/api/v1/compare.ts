import type { APIRoute } from 'astro';
import { describeComparison, refuse } from '#site/api/answers.ts';
import { onlyGet } from '#site/api/methods.ts';
import { comparisonProblems, findEntries, readComparison } from '#site/compare/comparisons.server.ts';

const noStore = { 'Cache-Control': 'no-store' };

/** `?a=ID&b=ID`: 202 while it is computed, then the comparison. */
export const GET: APIRoute = async ({ url }) => {
  const names = [...url.searchParams.keys()];
  if (names.some((name, index) => !['a', 'b'].includes(name) || names.indexOf(name) !== index)) {
    return refuse(
      400,
      'This address compares two, a and b, each named once. Up to four stand side by side on /compare.',
    );
  }
  const [a, b] = ['a', 'b'].map((name) => url.searchParams.get(name) ?? '');
  if (!a || !b) return refuse(400, 'Name two submissions of one split: /api/v1/compare?a=ID&b=ID.');
  if (a === b) return refuse(400, `a and b are both ${a}. Name two different submissions.`);
  const found = await findEntries([a, b]);
  if (found.kind === 'refused') return refuse(found.status, found.message);
  const [one, other] = found.entries;
  if (!one || !other) return refuse(404, 'There are no such submissions.');
  const read = await readComparison(one, other);
  if (read.status === 'done')
    return Response.json(describeComparison([one, other], read.result, url.origin), { headers: noStore });
  if (read.status === 'failed') return refuse(500, comparisonProblems.failed, noStore);
  if (read.status === 'busy') return refuse(503, comparisonProblems.busy, { ...noStore, 'Retry-After': '60' });
  return Response.json({ status: read.status }, { status: 202, headers: { ...noStore, 'Retry-After': '1' } });
};

export const ALL = onlyGet(GET);
