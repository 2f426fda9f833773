import { element } from '#site/layout/element.browser.ts';
import { count, counted } from '#site/layout/text.ts';
import type { Issue, IssueList } from '#submissions/issue.ts';
import { countIssues, hintsOf } from './issues.ts';

/** Fills the hidden issue report of a page (IssueReport.astro) with issues found in the browser or by the server. */
export function showIssues(report: HTMLElement, list: IssueList): void {
  const part = (name: string) => report.querySelector<HTMLElement>(`[data-${name}]`);
  const { codes, total } = countIssues(list);
  part('total')?.replaceChildren(`${list.atLeast ? 'At least ' : ''}${counted(total, 'issue')}`);
  part('hints')?.replaceChildren(...hintsOf(list).map((hint) => element('p', hint, 'notice caution')));
  part('codes')?.replaceChildren(
    ...codes.map(({ code, count: times }) => {
      const item = element('li');
      item.append(element('code', code), ' ', element('b', count(times), 'tabular'));
      return item;
    }),
  );
  const listed = list.issues.length < total ? `The first ${list.issues.length} of ${count(total)}` : '';
  part('listed')?.replaceChildren(listed);
  part('rows')?.replaceChildren(...list.issues.map(row));
  report.hidden = false;
}

function row(issue: Issue): HTMLElement {
  const line = element('td', issue.line === null ? '–' : count(issue.line), 'number');
  const code = element('td');
  code.append(element('code', issue.code));
  const message = element('td', issue.message);
  const place = [issue.imageId && `image ${issue.imageId}`, issue.path].filter(Boolean).join(', ');
  if (place) message.append(element('small', place));
  const cells = element('tr');
  cells.append(line, code, message);
  return cells;
}
