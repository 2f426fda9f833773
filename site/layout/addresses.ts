import { type MetricKey, rankingMetric } from '#submissions/scorecard.ts';

/** The letters of compared entries, in addresses and on pages; the first is the reference. */
export const entryLetters = ['a', 'b', 'c', 'd'] as const;
export type EntryLetter = (typeof entryLetters)[number];

/** The path of a slice's board: `overall` → `/`, `family:gan` → `/family/gan`, `generator:gan-3` → `/generator/gan-3`. */
export function boardPath(slice: string): string {
  const colon = slice.indexOf(':');
  return colon < 0 ? '/' : `/${slice.slice(0, colon)}/${encodeURIComponent(slice.slice(colon + 1))}`;
}

/** The address of a comparison, the reference first; defaults are left out, so one state has one address. */
export function compareHref(ids: readonly string[], metric: MetricKey = rankingMetric): string {
  const search = new URLSearchParams(ids.slice(0, entryLetters.length).map((id, index) => [entryLetters[index]!, id]));
  if (metric !== rankingMetric) search.set('metric', metric);
  return `/compare?${search}`;
}
