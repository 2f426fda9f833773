import type { IssueList } from '#submissions/issue.ts';
import { hintSentences } from '#submissions/issue-catalogue.ts';

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
