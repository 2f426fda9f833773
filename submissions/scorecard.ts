import { columnMetrics } from './column-metrics.ts';
import { furtherMetrics } from './further-metrics.ts';

/** A row of the metric table. */
export interface Metric {
  readonly key: string;
  readonly title: string;
  /** for a narrow column */
  readonly short: string;
  readonly group: keyof typeof metricGroups;
  readonly better: 'higher' | 'lower';
  /** shown on a board's table, in this order */
  readonly onBoard: boolean;
  /** one sentence a visitor understands */
  readonly explanation: string;
}

/** The groups of metrics with their titles, in the order of reports. */
export const metricGroups = {
  joint: 'Joint',
  detection: 'Detection',
  grounding: 'Grounding',
  tags: 'Tags',
  text: 'Text',
} as const;

/**
 * The metric table: keys are final (metrics spec 1); column headers, cards, docs, CSV and the report's schema derive
 * from it. Values are shares of 0…1 or differences of two shares; for `better: 'lower'` 0 is best.
 */
export const metrics = [...columnMetrics, ...furtherMetrics] as const satisfies readonly Metric[];

export type MetricKey = (typeof metrics)[number]['key'];
export const metricKeys: readonly MetricKey[] = metrics.map((metric) => metric.key);
export const rankingMetric = 'fxScore' satisfies MetricKey;
export const boardMetrics: readonly Metric[] = metrics.filter((metric) => metric.onBoard);

/**
 * The row of a metric; undefined for a key that there is not.
 *
 * @example
 * findMetric('iou').title // → 'IoU'
 * findMetric('mAP') // → undefined
 */
export function findMetric(key: string): Metric | undefined {
  return metrics.find((metric) => metric.key === key);
}

/** The slice of all images, by its name in reports. */
export const overallSlice = 'overall';

/**
 * The name of the slice of a generator family in reports.
 *
 * @example
 * familySlice('gan') // → 'family:gan'
 */
export function familySlice(family: string): string {
  return `family:${family}`;
}

/**
 * The name of the slice of a generator in reports.
 *
 * @example
 * generatorSlice('gan-3') // → 'generator:gan-3'
 */
export function generatorSlice(generator: string): string {
  return `generator:${generator}`;
}
