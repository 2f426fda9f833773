import type { IssueHint, IssueList } from '#submissions/issue.ts';

/** What a hint means for a team. */
export const hintSentences: Record<IssueHint, string> = {
  looks_normalized: 'Most boxes look normalised to 0…1; absolute pixels are expected.',
  looks_norm1000: 'Most boxes look normalised to 0…1000; absolute pixels are expected.',
  looks_xywh: 'Most boxes look like [x, y, width, height]; [x1, y1, x2, y2] is expected.',
  looks_yxyx: 'Most boxes look like [y1, x1, y2, x2]; [x1, y1, x2, y2] is expected.',
};

/** How often each code was found, the most frequent first, and in all. */
export function countIssues({ counts }: IssueList): { codes: { code: string; count: number }[]; total: number } {
  const codes = Object.entries(counts)
    .map(([code, count]) => ({ code, count }))
    .sort((a, b) => b.count - a.count || a.code.localeCompare(b.code));
  return { codes, total: codes.reduce((sum, each) => sum + each.count, 0) };
}

/** The hints of a list, each once. */
export function hintsOf({ issues }: IssueList): string[] {
  return [...new Set(issues.flatMap((each) => (each.hint ? [hintSentences[each.hint]] : [])))];
}
