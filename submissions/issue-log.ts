import type { Issue, IssueCode, IssueHint, IssueList } from './issue.ts';
import { listedIssues } from './limits.ts';

/** Lists the first issues of a file and counts all, so that memory stays bounded however bad a file is. */
export interface IssueLog {
  add(issue: Issue): void;
  /** how many there are, listed or not */
  readonly total: number;
  list(hint?: IssueHint | null): IssueList;
}

/** Where a hint about the file's boxes belongs. */
const boxCodes: readonly IssueCode[] = ['box_inverted', 'box_outside_image', 'bad_box'];

export function openIssueLog(): IssueLog {
  const issues: Issue[] = [];
  const counts = new Map<IssueCode, number>();
  let total = 0;
  return {
    add(issue) {
      total++;
      counts.set(issue.code, (counts.get(issue.code) ?? 0) + 1);
      if (issues.length < listedIssues) issues.push(issue);
    },
    get total() {
      return total;
    },
    list(hint) {
      return { issues: hint ? withHint(issues, hint) : [...issues], counts: Object.fromEntries(counts) };
    },
  };
}

/** The hint rides on every issue about a box, or on the first issue where none is. */
function withHint(issues: readonly Issue[], hint: IssueHint): Issue[] {
  const onBoxes = issues.some((issue) => boxCodes.includes(issue.code));
  return issues.map((issue, index) =>
    (onBoxes ? boxCodes.includes(issue.code) : index === 0) ? { ...issue, hint } : issue,
  );
}
