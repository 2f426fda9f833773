import type { Bounds } from '#site/charts/bounds.ts';
import type { EntryKind } from '#submissions/lifecycle.ts';
import type { SliceReport } from '#submissions/score-report.ts';
import type { MetricKey } from '#submissions/scorecard.ts';

/** An entry as the charts draw it. */
export interface ChartEntry {
  name: string;
  kind: EntryKind;
  rank: number | null;
  score: number | null;
  scoreBounds: Bounds;
  accuracy: number | null;
  accuracyBounds: Bounds;
  iou: number | null;
  iouBounds: Bounds;
}

/** What a row of a board must have to be drawn. */
interface ChartedRow {
  team: string;
  method: string;
  kind: EntryKind;
  rank: number | null;
  slice: Pick<SliceReport, 'metrics' | 'intervals'>;
}

export function chartEntries(rows: readonly ChartedRow[]): ChartEntry[] {
  return rows.map(({ team, method, kind, rank, slice }) => {
    const boundsOf = (key: MetricKey) => slice.intervals[key] ?? null;
    return {
      name: kind === 'trivial' ? method : `${team} · ${method}`,
      kind,
      rank,
      score: slice.metrics.fxScore,
      scoreBounds: boundsOf('fxScore'),
      accuracy: slice.metrics.accuracy,
      accuracyBounds: boundsOf('accuracy'),
      iou: slice.metrics.iou,
      iouBounds: boundsOf('iou'),
    };
  });
}
