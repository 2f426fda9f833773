import { compareHref, entryLetters } from '#site/layout/addresses.ts';
import { type MetricKey, metricKeys, rankingMetric } from '#submissions/scorecard.ts';
import { type SubmittableSplit, submittableSplits } from '#submissions/terms.ts';

/** The state of a comparison page, all of it in the URL. */
export interface CompareQuery {
  /** of submissions, the reference first; empty ones are left out */
  ids: string[];
  /** by which metric families are compared */
  metric: MetricKey;
  /** whose entries are offered while fewer than two are chosen */
  split: SubmittableSplit;
  /** what is wrong and what to do; null when nothing is */
  problem: string | null;
  /** the form was sent: the page's own address names its ids by letter */
  isForm: boolean;
  /** the form again, with what is chosen */
  isChange: boolean;
}

/** What the URL asks for. The form sends its ticked boxes as `with`, and `chosen`. */
export function readCompareQuery(search: URLSearchParams): CompareQuery {
  const ticked = search.getAll('with').filter(Boolean);
  const beyond = [...search].filter(([name, id]) => /^[e-z]$/.test(name) && id).map(([, id]) => id);
  const ids = [...entryLetters.flatMap((letter) => search.get(letter) || []), ...beyond, ...ticked];
  const metric = metricKeys.find((each) => each === search.get('metric')) ?? rankingMetric;
  const split = submittableSplits.find((each) => each === search.get('split')) ?? 'test';
  return {
    ids,
    metric,
    split,
    problem: problemOf(ids),
    isForm: ticked.length > 0 || search.has('chosen'),
    isChange: search.has('change'),
  };
}

function problemOf(ids: readonly string[]): string | null {
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice) return `The entry ${twice} stands twice. Choose two different ones.`;
  if (ids.length > entryLetters.length) {
    return `${ids.length} entries are too many to read side by side. Choose two to four.`;
  }
  return null;
}

/** The form with these entries chosen. */
export function changeHref(ids: readonly string[]): string {
  return `${compareHref(ids)}&change`;
}

/** The same entries with another one as the reference. */
export function withReference(ids: readonly string[], reference: string): string[] {
  return [reference, ...ids.filter((id) => id !== reference)];
}
