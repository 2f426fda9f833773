import { stringify } from 'csv-stringify/sync';
import type { Board } from '#site/board/board.ts';
import { metricKeys } from '#submissions/scorecard.ts';
import type { BoardAnswer } from './answers.ts';

export function describeBoard({ dataset, slice, rows }: Board): BoardAnswer {
  return {
    dataset: { name: dataset.name, version: dataset.version, split: dataset.split, standIn: dataset.standIn },
    slice,
    rows: rows.map(({ scoreId: _, ...row }) => ({ ...row, submittedAt: row.submittedAt.toISOString() })),
  };
}

/** One line an entry; every metric with its interval; a null is an empty cell. Cells cannot run as formulas. */
export function boardCsv({ dataset, rows }: Board): string {
  const intervalColumns = metricKeys.flatMap((key) => [key, `${key}Low`, `${key}High`]);
  const header = [
    'rank',
    'bestRank',
    'worstRank',
    'tier',
    'team',
    'kind',
    'method',
    'link',
    'submissionId',
    'attempts',
  ];
  const lines = rows.map((row) => [
    ...[row.rank, row.bestRank, row.worstRank, row.tier, row.team, row.kind, row.method, row.link],
    ...[row.submissionId, row.attempts, row.submittedAt.toISOString(), row.graderVersion],
    ...[`${dataset.name} ${dataset.version}`, dataset.standIn, row.slice.n, row.slice.fakes, row.slice.reals],
    ...metricKeys.flatMap((key) => [row.slice.metrics[key], ...(row.slice.intervals[key] ?? [null, null])]),
  ]);
  const columns = [...header, 'submittedAt', 'graderVersion', 'dataset', 'standIn', 'n', 'fakes', 'reals'];
  return stringify([[...columns, ...intervalColumns], ...lines], {
    escape_formulas: true,
    cast: { boolean: (value) => String(value) },
  });
}
