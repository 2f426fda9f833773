import type { ScoreReport } from '#submissions/score-report.ts';
import { type MetricKey, overallSlice } from '#submissions/scorecard.ts';
import { places } from './address.ts';
import type { ComparedEntry } from './comparisons.server.ts';

/** Paired bars as the charts draw them: for each slice one bar an entry. */
export interface BarChart {
  metric: string;
  slices: string[];
  entries: { place: (typeof places)[number]; name: string; bars: Bar[] }[];
}

export interface Bar {
  value: number | null;
  /** 95% of the value itself */
  bounds: readonly [number, number] | null;
}

/** Bars of a metric, overall and in some slices, with the intervals of the reports. */
export function barChart(
  entries: readonly Pick<ComparedEntry, 'team' | 'method' | 'report'>[],
  slices: readonly { slice: string; title: string }[],
  metric: { key: MetricKey; title: string },
): BarChart {
  const shown = [{ slice: overallSlice, title: 'Overall' }, ...slices];
  return {
    metric: metric.title,
    slices: shown.map(({ title }) => title),
    entries: entries.slice(0, places.length).map(({ team, method, report }, index) => ({
      place: places[index]!,
      name: `${places[index]!.toUpperCase()}  ${team.name} · ${method}`,
      bars: shown.map(({ slice }) => barOf(report, slice, metric.key)),
    })),
  };
}

function barOf({ slices }: ScoreReport, slice: string, key: MetricKey): Bar {
  return { value: slices[slice]?.metrics[key] ?? null, bounds: slices[slice]?.intervals[key] ?? null };
}
