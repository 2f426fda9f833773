import type { LeaderboardRow } from '#db/leaderboard.ts';
import { sliceReport } from '#submissions/score-report.ts';
import { type MetricKey, metricKeys } from '#submissions/scorecard.ts';

type Values = Partial<Record<MetricKey, number | null>>;

/** A row for tests: metrics that aren't named are null, everything else has an ordinary value. */
export function boardRow(submissionId: string, values: Values, rest: Partial<LeaderboardRow> = {}): LeaderboardRow {
  return {
    submissionId,
    scoreId: `score of ${submissionId}`,
    team: submissionId,
    kind: 'team',
    method: 'a method',
    link: null,
    attempts: 1,
    submittedAt: new Date('2025-11-23T12:00:00Z'),
    graderVersion: '1.0.0',
    rank: 1,
    bestRank: 1,
    worstRank: 1,
    tier: 1,
    ...rest,
    slice: { n: 20, fakes: 10, reals: 10, metrics: { ...emptyMetrics(), ...values }, intervals: {} },
  };
}

function emptyMetrics(): LeaderboardRow['slice']['metrics'] {
  return sliceReport.shape.metrics.parse(Object.fromEntries(metricKeys.map((key) => [key, null])));
}
