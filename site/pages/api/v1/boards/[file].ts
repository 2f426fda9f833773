import type { APIRoute } from 'astro';
import { refuse } from '#site/api/answers.ts';
import { boardCsv, describeBoard } from '#site/api/board-files.ts';
import { onlyGet } from '#site/api/methods.ts';
import { readBoard } from '#site/board/boards.server.ts';

/** `overall.json`, `family:gan.csv`, `generator:gan-3.json`; `?split=dev` for the public split. */
export const GET: APIRoute = async ({ params, url }) => {
  const [, slice, format] = /^((?:overall|family:.+|generator:.+))\.(json|csv)$/.exec(params['file'] ?? '') ?? [];
  const split = url.searchParams.get('split') ?? 'test';
  if (!slice || (split !== 'test' && split !== 'dev')) {
    return refuse(404, 'Boards are overall, family:NAME and generator:NAME, as .json or .csv, with split=test or dev.');
  }
  const board = await readBoard(slice, split);
  if (!board) {
    return refuse(404, `The ${split} split has no board ${slice}: it has no such images, or there is no data set yet.`);
  }
  if (format === 'json') return Response.json(describeBoard(board));
  return new Response(boardCsv(board), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${slice.replace(':', '-')}.csv"`,
    },
  });
};

export const ALL = onlyGet(GET);
