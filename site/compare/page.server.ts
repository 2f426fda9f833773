import type { Board } from '#site/board/board.ts';
import { readBoard } from '#site/board/boards.server.ts';
import { compareHref, entryLetters } from '#site/layout/addresses.ts';
import type { ComparisonResult } from '#submissions/comparison.ts';
import { type MetricKey, overallSlice } from '#submissions/scorecard.ts';
import { type CompareQuery, readCompareQuery } from './address.ts';
import type { ComparedEntry } from './compared-entry.ts';
import { comparisonProblems, findEntries, readComparison } from './comparisons.server.ts';

/** The form to choose entries by, with what was wrong about the last choice. */
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

/** The content of the comparison page for an address. `others[k]` has entry k + 1 as a and the reference as b. */
export async function readComparePage(search: URLSearchParams): Promise<ComparePage> {
  const query = readCompareQuery(search);
  const { ids, metric } = query;
  if (query.problem) return pick(query, { status: 400, message: query.problem });
  if (ids.length < 2) return pick(query, { status: 200, message: query.isForm ? 'Choose one more entry.' : null });
  if (query.isChange) return pick(query, { status: 200, message: null });
  if (query.isForm) return { kind: 'redirect', href: compareHref(ids, metric) };
  const found = await findEntries(ids);
  if (found.kind === 'refused') return pick(query, found);
  const { entries } = found;
  const [reference, ...rest] = entries;
  const others: ComparisonResult[] = [];
  let isWaiting = false;
  for (const entry of rest) {
    const read = await readComparison(entry, reference!);
    if (read.status === 'failed') return pick(query, { status: 500, message: comparisonProblems.failed });
    if (read.status === 'busy') return pick(query, { status: 503, message: comparisonProblems.busy });
    if (read.status === 'done') others.push(read.result);
    else isWaiting = true;
  }
  return isWaiting ? { kind: 'waiting', entries } : { kind: 'ready', entries, metric, others };
}

type Notice = Pick<Picking, 'status' | 'message'>;

async function pick(query: CompareQuery, given: Notice): Promise<ComparePage> {
  const chosen: ComparedEntry[] = [];
  let notice = given;
  for (const id of new Set(query.ids.slice(0, entryLetters.length))) {
    const found = await findEntries([...chosen.map((each) => each.id), id]);
    if (found.kind === 'entries') chosen.push(found.entries.at(-1)!);
    else if (notice.message === null) notice = found;
  }
  const split = chosen[0] ? (chosen[0].dataset.split === 'dev' ? 'dev' : 'test') : query.split;
  const board = await readBoard(overallSlice, split);
  return { kind: 'pick', status: notice.status, message: notice.message, chosen, split, board };
}
