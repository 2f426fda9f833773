import type { Dataset } from '#db/schema.ts';
import type { ScoreReport, SliceReport } from '#submissions/score-report.ts';
import { boardMetrics, familySlice, generatorSlice, type Metric, overallSlice } from '#submissions/scorecard.ts';
import { families, familyTitles } from '#submissions/terms.ts';

export interface HeatCell {
  key: string;
  value: number | null;
  /** images that the value is taken over; fakes for what looks at fakes only */
  images: number;
  /** 0 = worst … 1 = best of the column; null without a value */
  warmth: number | null;
}

export interface HeatRow {
  slice: string;
  title: string;
  cells: HeatCell[];
}

export interface HeatGroup {
  title: string;
  rows: HeatRow[];
}

/** Columns spread less than this are coloured as if they spread this much: small differences stay pale. */
const smallestSpread = 0.15;

/**
 * Slices × board metrics in three steps: overall, families, generators by family. Slices that the report lacks are left
 * out. Warmth compares a column's slices with one another: which generators are hard, not which metric is high.
 */
export function heatMap(report: ScoreReport, { generators }: Pick<Dataset, 'generators'>): HeatGroup[] {
  const named = (rows: [slice: string, title: string][]) =>
    rows.flatMap(([slice, title]) => (report.slices[slice] ? [{ slice, title, report: report.slices[slice] }] : []));
  const inOrder = generators.toSorted((a, b) => a.generator.localeCompare(b.generator, 'en', { numeric: true }));
  const groups = [
    {
      title: 'Families',
      rows: named([
        [overallSlice, 'Overall'],
        ...families.map((each) => [familySlice(each), familyTitles[each]] as [string, string]),
      ]),
    },
    ...families.map((family) => ({
      title: `Generators: ${familyTitles[family]}`,
      rows: named(
        inOrder
          .filter((each) => each.family === family)
          .map((each) => [generatorSlice(each.generator), each.generator]),
      ),
    })),
  ].filter((group) => group.rows.length > 0);
  const reports = groups.flatMap((group) => group.rows.map((row) => row.report));
  const scales = new Map(
    boardMetrics.map((metric) => [
      metric.key,
      warmthScale(
        reports.map((each) => valueIn(each, metric)),
        metric.better,
      ),
    ]),
  );
  return groups.map(({ title, rows }) => ({
    title,
    rows: rows.map((row) => ({
      slice: row.slice,
      title: row.title,
      cells: boardMetrics.map((metric) => {
        const value = valueIn(row.report, metric);
        return {
          key: metric.key,
          value,
          images: imagesOf(row.report, metric),
          warmth: scales.get(metric.key)?.(value) ?? null,
        };
      }),
    })),
  }));
}

/** Maps a column's values to 0 (worst) … 1 (best), linear between them; null to null. */
export function warmthScale(
  values: readonly (number | null)[],
  better: Metric['better'],
): (value: number | null) => number | null {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const spread = Math.max(high - low, smallestSpread);
  const from = (low + high - spread) / 2;
  return (value) => {
    if (value === null) return null;
    const share = Math.min(1, Math.max(0, (value - from) / spread));
    return better === 'higher' ? share : 1 - share;
  };
}

function valueIn(report: SliceReport, { key }: Metric): number | null {
  const values: Partial<Record<string, number | null>> = report.metrics;
  return values[key] ?? null;
}

/** Detection and hallucination look at all images of a slice, as does the joint score; everything else at its fakes. */
function imagesOf({ n, fakes }: SliceReport, { key, group }: Metric): number {
  return group === 'detection' || key === 'hallucinationRate' || key === 'fxScore' ? n : fakes;
}
