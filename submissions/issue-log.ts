import type { Issue, IssueCode, IssueHint, IssueList } from './issue.ts';
import { foundCharacters, listedIssues, mostIssues } from './limits.ts';

/** Lists the first issues of a file and counts all, so that memory stays bounded however bad a file is. */
export interface IssueLog {
  add(issue: Issue): void;
  /** how many there are, listed or not */
  readonly total: number;
  /** there are so many that the file need not be read any further */
  readonly isFull: boolean;
  list(hint?: IssueHint | null): IssueList;
}

/** Codes of issues about a box. */
const boxCodes: readonly IssueCode[] = ['box_inverted', 'box_outside_image', 'bad_box'];

/**
 * An empty log. A hint given to `list` goes to every issue about a box, or to the first issue where none is.
 *
 * @example
 * const log = openIssueLog();
 * log.add({ code: 'bad_label', line: 1, imageId: 'a', path: 'label', message: 'Found "maybe".' });
 * log.list('looks_xywh').issues.map(({ code, hint }) => [code, hint]) // → [['bad_label', 'looks_xywh']]
 * log.list().counts // → { bad_label: 1 }
 */
export function openIssueLog(): IssueLog {
  const issues: Issue[] = [];
  const counts = new Map<IssueCode, number>();
  let total = 0;
  return {
    add(issue) {
      total++;
      counts.set(issue.code, (counts.get(issue.code) ?? 0) + 1);
      if (issues.length < listedIssues) issues.push(cutFound(issue));
    },
    get total() {
      return total;
    },
    get isFull() {
      return total >= mostIssues;
    },
    list(hint) {
      const list = { issues: hint ? withHint(issues, hint) : [...issues], counts: Object.fromEntries(counts) };
      return total >= mostIssues ? { ...list, atLeast: true } : list;
    },
  };
}

/** An issue as it is listed: what it repeats of the file is cut, so that a file of long ids makes no long answer. */
function cutFound({ imageId, path, message, ...rest }: Issue): Issue {
  return {
    ...rest,
    imageId: imageId && cut(imageId, foundCharacters.value),
    path: path && cut(path, foundCharacters.path),
    message: cut(message, foundCharacters.message),
  };
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;
}

function withHint(issues: readonly Issue[], hint: IssueHint): Issue[] {
  const onBoxes = issues.some((issue) => boxCodes.includes(issue.code));
  return issues.map((issue, index) =>
    (onBoxes ? boxCodes.includes(issue.code) : index === 0) ? { ...issue, hint } : issue,
  );
}
