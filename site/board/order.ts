import type { LeaderboardRow } from '#db/leaderboard.ts';
import { boardMetrics, type Metric } from '#submissions/scorecard.ts';
import type { Sort } from './address.ts';

type Value = string | number | null;

/** Decimals of a score as shown: equal after rounding to them is equal on the page. */
const shownDigits = 3;

/** Rows in the given order. Rows without a value come last in either direction; the sort is stable. */
export function sortRows(rows: readonly LeaderboardRow[], { key, direction }: Sort): LeaderboardRow[] {
  const sign = direction === 'asc' ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [x, y] = [cellOf(a, key), cellOf(b, key)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * compare(x, y);
  });
}

function cellOf(row: LeaderboardRow, key: string): Value {
  if (key === 'rank') return row.rank;
  if (key === 'team') return row.team;
  if (key === 'attempts') return row.attempts;
  if (key === 'date') return row.submittedAt.getTime();
  return metricOf(row, key);
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { sensitivity: 'base', numeric: true });
}

/** The value of a metric in the row's slice; null where there was nothing to measure. */
export function metricOf(row: LeaderboardRow, key: string): number | null {
  const values: Partial<Record<string, number | null>> = row.slice.metrics;
  return values[key] ?? null;
}

/**
 * For each board metric the submissions whose shown value is the best of the column, by the metric's direction. Trivial
 * entries don't count, and where fewer than two entries have a value there is no best.
 */
export function bestOfColumns(rows: readonly LeaderboardRow[]): ReadonlyMap<string, ReadonlySet<string>> {
  const contenders = rows.filter((row) => row.kind !== 'trivial');
  return new Map(boardMetrics.map((metric) => [metric.key, bestOf(contenders, metric)]));
}

function bestOf(rows: readonly LeaderboardRow[], { key, better }: Metric): ReadonlySet<string> {
  const values = rows.flatMap((row) => {
    const value = metricOf(row, key);
    return value === null ? [] : [{ id: row.submissionId, shown: Number(value.toFixed(shownDigits)) }];
  });
  if (values.length < 2) return new Set();
  const shown = values.map((value) => value.shown);
  const best = better === 'higher' ? Math.max(...shown) : Math.min(...shown);
  return new Set(values.filter((value) => value.shown === best).map((value) => value.id));
}

/** Whether a row opens a new tier under the row above it; meaningful only in the ranked order. */
export function opensTier(row: LeaderboardRow, above: LeaderboardRow | undefined): boolean {
  return above !== undefined && row.tier !== above.tier;
}

/** A board in the given order, in two parts: the entries that compete, and the trivial ones, which look at no image. */
export function partBoard(rows: readonly LeaderboardRow[], sort: Sort) {
  const sorted = sortRows(rows, sort);
  return {
    contenders: sorted.filter((row) => row.kind !== 'trivial'),
    trivial: sorted.filter((row) => row.kind === 'trivial'),
  };
}
