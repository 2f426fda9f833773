import type { SliceReport } from '#submissions/score-report.ts';
import { type Metric, metricGroups, metrics } from '#submissions/scorecard.ts';

interface MetricCard {
  metric: Metric;
  value: number | null;
  bounds: readonly [number, number] | undefined;
}

export interface CardGroup {
  title: string;
  cards: MetricCard[];
}

/** Every metric of a slice in the groups of the metric table. */
export function cardGroups(slice: SliceReport): CardGroup[] {
  return Object.entries(metricGroups).map(([group, title]) => ({
    title,
    cards: metrics
      .filter((metric) => metric.group === group)
      .map((metric) => ({ metric, value: slice.metrics[metric.key], bounds: slice.intervals[metric.key] })),
  }));
}
