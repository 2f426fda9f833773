import type { IssueList } from '#submissions/issue.ts';
import type { SliceReport } from '#submissions/score-report.ts';
import { metricGroups, metrics } from '#submissions/scorecard.ts';

/** So many issues with the same message are printed, the others counted. */
const mostAlike = 3;

/** Prints what is wrong with a file: each listed issue with its place, then how many of each code there are. */
export function printIssues({ issues, counts, atLeast }: IssueList): void {
  const alike = new Map<string, number>();
  for (const issue of issues) {
    const message = `${issue.message}${issue.hint ? ` [hint: ${issue.hint}]` : ''}`;
    const times = (alike.get(message) ?? 0) + 1;
    alike.set(message, times);
    if (times > mostAlike) continue;
    const place = [issue.line && `line ${issue.line}`, issue.imageId, issue.path].filter(Boolean).join(', ');
    console.log(`${issue.code}${place && ` (${place})`}: ${message}`);
  }
  const left = [...alike.values()].reduce((sum, times) => sum + Math.max(0, times - mostAlike), 0);
  if (left > 0) console.log(`… and ${left} more that say the same as one of these; --json lists them.`);
  const all = Object.entries(counts);
  const total = all.reduce((sum, [, count]) => sum + count, 0);
  console.log(
    `\n${atLeast ? 'At least ' : ''}${total} ${total === 1 ? 'issue' : 'issues'}: ${all.map(([code, n]) => `${n} × ${code}`).join(', ')}`,
  );
  if (total > issues.length) console.log(`Only the first ${issues.length} are listed.`);
}

/** Prints a hint on stderr: what is no issue and yet may be a mistake. */
export function printHint(sentence: string): void {
  console.error(`Look again: ${sentence}`);
}

/** Prints one slice of a report, by groups of metrics, with intervals where there are any. */
export function printSlice(name: string, slice: SliceReport): void {
  console.log(`${name}: ${slice.n} images, ${slice.fakes} fake, ${slice.reals} real`);
  for (const [group, title] of Object.entries(metricGroups)) {
    console.log(`\n  ${title}`);
    for (const metric of metrics.filter((each) => each.group === group)) {
      const value = slice.metrics[metric.key];
      const interval = slice.intervals[metric.key];
      const shown = value === null ? '     –' : value.toFixed(4);
      const range = interval ? `  [${interval[0].toFixed(4)}, ${interval[1].toFixed(4)}]` : '';
      console.log(
        `    ${metric.title.padEnd(22)} ${shown}${range}${metric.better === 'lower' ? '  (lower is better)' : ''}`,
      );
    }
  }
}
