import { type MetricKey, metricKeys, rankingMetric } from '#submissions/scorecard.ts';
import { type SubmittableSplit, submittableSplits } from '#submissions/terms.ts';

/** The names of the entries in the address; the first is the reference. */
export const places = ['a', 'b', 'c', 'd'] as const;
export type Place = (typeof places)[number];

/** The state of a comparison page, all of it in the URL. */
export interface CompareQuery {
  /** of submissions, the reference first; empty ones are left out */
  ids: string[];
  /** by which metric families are compared */
  metric: MetricKey;
  /** whose entries are offered while fewer than two are chosen */
  split: SubmittableSplit;
  /** what is wrong and what to do; null when nothing is */
  wrong: string | null;
  /** the form was sent: the page's own address names its ids by place */
  isForm: boolean;
  /** the form again, with what is chosen */
  isChange: boolean;
}

/** What the URL asks for. The form sends its ticked boxes as `with`, and `chosen`. */
export function readCompareQuery(search: URLSearchParams): CompareQuery {
  const ticked = search.getAll('with').filter(Boolean);
  const beyond = [...search].filter(([name, id]) => /^[e-z]$/.test(name) && id).map(([, id]) => id);
  const ids = [...places.flatMap((place) => search.get(place) || []), ...beyond, ...ticked];
  const metric = metricKeys.find((each) => each === search.get('metric')) ?? rankingMetric;
  const split = submittableSplits.find((each) => each === search.get('split')) ?? 'test';
  return {
    ids,
    metric,
    split,
    wrong: complain(ids),
    isForm: ticked.length > 0 || search.has('chosen'),
    isChange: search.has('change'),
  };
}

function complain(ids: readonly string[]): string | null {
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice) return `The entry ${twice} stands twice. Choose two different ones.`;
  if (ids.length > places.length) {
    return `${ids.length} entries are too many to read side by side. Choose two to four.`;
  }
  return null;
}

/** The address of a comparison; defaults are left out, so one state has one address. */
export function compareHref(ids: readonly string[], metric: MetricKey = rankingMetric): string {
  const search = new URLSearchParams(ids.slice(0, places.length).map((id, index) => [places[index]!, id]));
  if (metric !== rankingMetric) search.set('metric', metric);
  return `/compare?${search}`;
}

/** The form with these entries chosen. */
export function changeHref(ids: readonly string[]): string {
  return `${compareHref(ids)}&change`;
}

/** The same entries with another one as the reference. */
export function withReference(ids: readonly string[], reference: string): string[] {
  return [reference, ...ids.filter((id) => id !== reference)];
}
