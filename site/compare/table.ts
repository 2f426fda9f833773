import { adjustByHolm, significance } from '#grader/ranking/holm.ts';
import { sliceTitle } from '#site/board/slices.ts';
import type { Comparison, Difference } from '#submissions/comparison.ts';
import {
  familySlice,
  findMetric,
  type Metric,
  type MetricKey,
  metricGroups,
  metrics,
  overallSlice,
} from '#submissions/scorecard.ts';
import { families } from '#submissions/terms.ts';

/** An entry beside the reference: `difference` is its value minus the reference's. */
export interface ComparedCell {
  value: number | null;
  difference: number | null;
  interval: readonly [number, number] | null;
  p: number | null;
  /** by the metric's direction, where p is small enough; null else */
  verdict: 'better' | 'worse' | null;
}

export interface ComparedRow {
  reference: number | null;
  others: ComparedCell[];
}

export interface MetricGroupRows {
  title: string;
  rows: (ComparedRow & { metric: Metric })[];
}

export interface FamilyRow extends ComparedRow {
  slice: string;
  title: string;
}

/** Every metric overall, in the groups of the metric table; p-values are those of the single tests. */
export function metricRows(others: readonly Comparison[]): MetricGroupRows[] {
  return Object.entries(metricGroups).map(([group, title]) => ({
    title,
    rows: metrics
      .filter((metric) => metric.group === group)
      .map((metric) => ({ metric, ...rowOf(others, overallSlice, metric.key) })),
  }));
}

/**
 * One metric in every family that the data have. The p-values of all families and entries in the table are one family
 * of tests, adjusted by Holm.
 */
export function familyRows(others: readonly Comparison[], key: MetricKey): FamilyRow[] {
  const slices = families.map(familySlice).filter((slice) => others.every((each) => each[slice]));
  const rows = slices.map((slice) => ({ slice, title: sliceTitle(slice), ...rowOf(others, slice, key) }));
  const adjusted = adjustByHolm(rows.flatMap((row) => row.others.map(({ p }) => p)));
  return rows.map((row, index) => ({
    ...row,
    others: row.others.map((cell, k) => {
      const p = adjusted[index * others.length + k] ?? null;
      return { ...cell, p, verdict: verdictOf(key, cell.difference, p) };
    }),
  }));
}

/** One metric overall, with the p-value of the single test. */
export function overallRow(others: readonly Comparison[], key: MetricKey): ComparedRow {
  return rowOf(others, overallSlice, key);
}

/** The number of tests in a table of families. */
export function countTests(rows: readonly ComparedRow[]): number {
  return rows.flatMap(({ others }) => others).filter(({ p }) => p !== null).length;
}

function rowOf(others: readonly Comparison[], slice: string, key: MetricKey): ComparedRow {
  const found = others.flatMap((each) => each[slice]?.[key] ?? []);
  return { reference: found[0]?.b ?? null, others: found.map((each) => cellOf(key, each)) };
}

function cellOf(key: MetricKey, { a, difference, interval, p }: Difference): ComparedCell {
  return { value: a, difference, interval, p, verdict: verdictOf(key, difference, p) };
}

function verdictOf(key: MetricKey, difference: number | null, p: number | null): ComparedCell['verdict'] {
  if (difference === null || difference === 0 || p === null || p > significance) return null;
  return difference > 0 === (findMetric(key)?.better === 'higher') ? 'better' : 'worse';
}
