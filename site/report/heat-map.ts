import type { Dataset } from '#db/schema.ts';
import type { ScoreReport, SliceReport } from '#submissions/score-report.ts';
import { boardMetrics, familySlice, generatorSlice, type Metric, overallSlice } from '#submissions/scorecard.ts';
import { families, familyTitles } from '#submissions/terms.ts';
import { warmthScale } from './heat-map-colours.ts';

interface HeatCell {
  key: string;
  value: number | null;
  /** images that the value is taken over; the fakes alone where the metric is one of fakes */
  images: number;
  /** 0 = worst … 1 = best of the column; null without a value */
  warmth: number | null;
}

interface HeatRow {
  slice: string;
  title: string;
  cells: HeatCell[];
}

export interface HeatGroup {
  title: string;
  rows: HeatRow[];
}

/**
 * Slices × board metrics in three steps: overall, families, generators by family. Slices that the report lacks are left
 * out. Warmth compares a column's slices with one another: which generators are hard, not which metric is high.
 */
export function heatMap(report: ScoreReport, { generators }: Pick<Dataset, 'generators'>): HeatGroup[] {
  const groups = groupSlices(generators)
    .map(({ title, slices }) => ({
      title,
      rows: slices.flatMap((each) => {
        const sliceReport = report.slices[each.slice];
        return sliceReport ? [{ ...each, report: sliceReport }] : [];
      }),
    }))
    .filter(({ rows }) => rows.length > 0);
  const reports = groups.flatMap(({ rows }) => rows.map((row) => row.report));
  const columns = boardMetrics.map((metric) => {
    const values = reports.map((each) => valueIn(each, metric));
    return { metric, warmthOf: warmthScale(values, metric.better) };
  });
  const cellsOf = (slice: SliceReport) =>
    columns.map(({ metric, warmthOf }): HeatCell => {
      const value = valueIn(slice, metric);
      return { key: metric.key, value, images: imagesOf(slice, metric), warmth: warmthOf(value) };
    });
  return groups.map((group) => ({
    title: group.title,
    rows: group.rows.map(({ slice, title, report: sliceReport }) => ({ slice, title, cells: cellsOf(sliceReport) })),
  }));
}

function groupSlices(generators: Dataset['generators']) {
  const inOrder = generators.toSorted((a, b) => a.generator.localeCompare(b.generator, 'en', { numeric: true }));
  const overall = { slice: overallSlice, title: 'Overall' };
  return [
    {
      title: 'Families',
      slices: [overall, ...families.map((each) => ({ slice: familySlice(each), title: familyTitles[each] }))],
    },
    ...families.map((family) => ({
      title: `Generators: ${familyTitles[family]}`,
      slices: inOrder
        .filter((each) => each.family === family)
        .map(({ generator }) => ({ slice: generatorSlice(generator), title: generator })),
    })),
  ];
}

function valueIn(report: SliceReport, { key }: Metric): number | null {
  const values: Partial<Record<string, number | null>> = report.metrics;
  return values[key] ?? null;
}

/** Detection, hallucination and the joint score are taken over all images of a slice, everything else over its fakes. */
function imagesOf({ n, fakes }: SliceReport, { key, group }: Metric): number {
  return group === 'detection' || key === 'hallucinationRate' || key === 'fxScore' ? n : fakes;
}
