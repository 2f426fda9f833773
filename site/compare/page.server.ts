import { type Board, readBoard } from '#site/board/boards.server.ts';
import type { ComparisonResult } from '#submissions/comparison.ts';
import { type MetricKey, overallSlice } from '#submissions/scorecard.ts';
import { type CompareQuery, compareHref, places, readCompareQuery } from './address.ts';
import { type ComparedEntry, comparisonTrouble, gatherEntries, readComparison } from './comparisons.server.ts';

/** Choosing entries, with what was wrong about the last choice. */
export interface Picking {
  kind: 'pick';
  status: number;
  message: string | null;
  /** the ones chosen so far that can be compared; the first is the reference */
  chosen: ComparedEntry[];
  split: CompareQuery['split'];
  board: Board | null;
}

export type ComparePage =
  | { kind: 'redirect'; href: string }
  | Picking
  | { kind: 'waiting'; entries: ComparedEntry[] }
  | { kind: 'ready'; entries: ComparedEntry[]; metric: MetricKey; others: ComparisonResult[] };

/** What the comparison page shows for an address. `others[k]` has entry k + 1 as a and the reference as b. */
export async function readComparePage(search: URLSearchParams): Promise<ComparePage> {
  const query = readCompareQuery(search);
  const { ids, metric } = query;
  if (query.wrong) return pick(query, { status: 400, message: query.wrong });
  if (ids.length < 2) return pick(query, { status: 200, message: query.isForm ? 'Choose one more entry.' : null });
  if (query.isChange) return pick(query, { status: 200, message: null });
  if (query.isForm) return { kind: 'redirect', href: compareHref(ids, metric) };
  const found = await gatherEntries(ids);
  if (found.kind === 'wrong') return pick(query, found);
  const { entries } = found;
  const [reference, ...rest] = entries;
  const others: ComparisonResult[] = [];
  let waits = false;
  for (const entry of rest) {
    const read = await readComparison(entry, reference!);
    if (read.status === 'failed') return pick(query, { status: 500, message: comparisonTrouble.failed });
    if (read.status === 'busy') return pick(query, { status: 503, message: comparisonTrouble.busy });
    if (read.status === 'done') others.push(read.result);
    else waits = true;
  }
  return waits ? { kind: 'waiting', entries } : { kind: 'ready', entries, metric, others };
}

type Trouble = Pick<Picking, 'status' | 'message'>;

async function pick(query: CompareQuery, given: Trouble): Promise<ComparePage> {
  const chosen: ComparedEntry[] = [];
  let trouble = given;
  for (const id of new Set(query.ids.slice(0, places.length))) {
    const found = await gatherEntries([...chosen.map((each) => each.id), id]);
    if (found.kind === 'entries') chosen.push(found.entries.at(-1)!);
    else if (trouble.message === null) trouble = found;
  }
  const split = chosen[0] ? (chosen[0].dataset.split === 'dev' ? 'dev' : 'test') : query.split;
  const board = await readBoard(overallSlice, split);
  return { kind: 'pick', status: trouble.status, message: trouble.message, chosen, split, board };
}
