import type { LeaderboardRow } from '#db/leaderboard.ts';
import type { EntryKind } from '#submissions/lifecycle.ts';
import type { MetricKey } from '#submissions/scorecard.ts';

type Bounds = readonly [number, number];

/** An entry as the charts draw it. Bounds are 95% intervals, null where none is defined. */
export interface ChartEntry {
  name: string;
  kind: EntryKind;
  rank: number | null;
  score: number | null;
  scoreBounds: Bounds | null;
  accuracy: number | null;
  accuracyBounds: Bounds | null;
  iou: number | null;
  iouBounds: Bounds | null;
}

export function chartEntries(rows: readonly LeaderboardRow[]): ChartEntry[] {
  return rows.map(({ team, method, kind, rank, slice }) => {
    const bounds = (key: MetricKey) => slice.intervals[key] ?? null;
    return {
      name: kind === 'trivial' ? method : `${team} · ${method}`,
      kind,
      rank,
      score: slice.metrics.fxScore,
      scoreBounds: bounds('fxScore'),
      accuracy: slice.metrics.accuracy,
      accuracyBounds: bounds('accuracy'),
      iou: slice.metrics.iou,
      iouBounds: bounds('iou'),
    };
  });
}

/** A name that fits a chart's axis. */
export function shorten(name: string, longest: number): string {
  return name.length <= longest ? name : `${name.slice(0, longest - 1).trimEnd()}…`;
}
