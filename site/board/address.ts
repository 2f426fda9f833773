import { boardPath } from '#site/layout/addresses.ts';
import { boardMetrics } from '#submissions/scorecard.ts';
import { type SubmittableSplit, submittableSplits } from '#submissions/terms.ts';

/** The columns that a board can be sorted by, as written in the URL. */
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
  const given = search.get('dir');
  const direction = given === 'asc' || given === 'desc' ? given : firstDirection(key);
  const split = submittableSplits.find((each) => each === search.get('split')) ?? 'test';
  return { split, sort: { key, direction } };
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
  const opposite = sort.direction === 'asc' ? 'desc' : 'asc';
  return { ...query, sort: { key, direction: sort.key === key ? opposite : firstDirection(key) } };
}

/** The board as a file for programs. */
export function boardFile(slice: string, split: SubmittableSplit, format: 'csv' | 'json'): string {
  return `/api/v1/boards/${encodeURIComponent(slice).replace('%3A', ':')}.${format}${split === 'test' ? '' : `?split=${split}`}`;
}
