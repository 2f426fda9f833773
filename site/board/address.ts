import { boardMetrics } from '#submissions/scorecard.ts';
import { type SubmittableSplit, submittableSplits } from '#submissions/terms.ts';

/** What a board can be sorted by, as written in the URL. */
export const sortKeys = ['rank', 'team', ...boardMetrics.map((metric) => metric.key), 'attempts', 'date'] as const;

export type Direction = 'asc' | 'desc';
export interface Sort {
  key: string;
  direction: Direction;
}

/** The state of a board page, all of it in the URL. */
export interface BoardQuery {
  split: SubmittableSplit;
  sort: Sort;
}

/** The direction a first click on a column gives: the best, the newest or the busiest on top, names from A. */
export function firstDirection(key: string): Direction {
  if (key === 'rank' || key === 'team') return 'asc';
  const metric = boardMetrics.find((each) => each.key === key);
  return metric?.better === 'lower' ? 'asc' : 'desc';
}

/** What the URL asks for; anything unknown reads as the default, the ranked board of the test split. */
export function readQuery(search: URLSearchParams): BoardQuery {
  const key = sortKeys.find((each) => each === search.get('sort')) ?? 'rank';
  const asked = search.get('dir');
  const direction = asked === 'asc' || asked === 'desc' ? asked : firstDirection(key);
  const split = submittableSplits.find((each) => each === search.get('split')) ?? 'test';
  return { split, sort: { key, direction } };
}

/** The path of a slice's board: `overall` → `/`, `family:gan` → `/family/gan`, `generator:gan-3` → `/generator/gan-3`. */
export function boardPath(slice: string): string {
  const colon = slice.indexOf(':');
  return colon < 0 ? '/' : `/${slice.slice(0, colon)}/${encodeURIComponent(slice.slice(colon + 1))}`;
}

/** The address of a board in a state; defaults are left out, so one state has one address. */
export function boardHref(slice: string, { split, sort }: BoardQuery): string {
  const search = new URLSearchParams();
  if (split !== 'test') search.set('split', split);
  if (sort.key !== 'rank' || sort.direction !== 'asc') {
    search.set('sort', sort.key);
    search.set('dir', sort.direction);
  }
  const query = search.toString();
  return boardPath(slice) + (query && `?${query}`);
}

/** The same board sorted by a column: its first direction, or the other one when it is sorted by it already. */
export function sortedBy(key: string, query: BoardQuery): BoardQuery {
  const { sort } = query;
  const turned = sort.direction === 'asc' ? 'desc' : 'asc';
  return { ...query, sort: { key, direction: sort.key === key ? turned : firstDirection(key) } };
}

/** The board as a file for programs. */
export function boardFile(slice: string, split: SubmittableSplit, format: 'csv' | 'json'): string {
  return `/api/v1/boards/${encodeURIComponent(slice).replace('%3A', ':')}.${format}${split === 'test' ? '' : `?split=${split}`}`;
}
