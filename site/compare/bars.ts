import type { Bounds } from '#site/charts/bounds.ts';
import { type EntryLetter, entryLetters } from '#site/layout/addresses.ts';
import type { ScoreReport } from '#submissions/score-report.ts';
import { type MetricKey, overallSlice } from '#submissions/scorecard.ts';

/** Paired bars as the chart draws them: for each slice one bar an entry. */
export interface BarChart {
  metric: string;
  slices: string[];
  entries: { letter: EntryLetter; name: string; bars: Bar[] }[];
}

interface Bar {
  value: number | null;
  /** of the value itself */
  bounds: Bounds;
}

/** What a compared entry must have to be drawn. */
interface ChartedEntry {
  team: { name: string };
  method: string;
  report: ScoreReport;
}

/** Bars of a metric, overall and in some slices, with the intervals of the reports. */
export function barChart(
  entries: readonly ChartedEntry[],
  slices: readonly { slice: string; title: string }[],
  metric: { key: MetricKey; title: string },
): BarChart {
  const shown = [{ slice: overallSlice, title: 'Overall' }, ...slices];
  return {
    metric: metric.title,
    slices: shown.map(({ title }) => title),
    entries: entries.slice(0, entryLetters.length).map(({ team, method, report }, index) => ({
      letter: entryLetters[index]!,
      name: `${entryLetters[index]!.toUpperCase()}  ${team.name} · ${method}`,
      bars: shown.map(({ slice }) => barOf(report, slice, metric.key)),
    })),
  };
}

function barOf({ slices }: ScoreReport, slice: string, key: MetricKey): Bar {
  return { value: slices[slice]?.metrics[key] ?? null, bounds: slices[slice]?.intervals[key] ?? null };
}
