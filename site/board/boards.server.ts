import { currentDataset } from '#db/datasets.ts';
import { type LeaderboardRow, listEntries } from '#db/leaderboard.ts';
import type { Dataset } from '#db/schema.ts';
import { rankBoard } from '#grader/ranking/board.ts';
import type { PairTests } from '#grader/ranking/pair-tests.ts';
import { onSubmissionChange, siteServices } from '#site/server/services.ts';
import { familySlice, generatorSlice, overallSlice } from '#submissions/scorecard.ts';
import { families, type Split } from '#submissions/terms.ts';

export interface Board {
  dataset: Dataset;
  slice: string;
  /** in ranked order; unranked and trivial entries at the end */
  rows: LeaderboardRow[];
}

const cached = new Map<string, Promise<Board | null>>();
/** the paired tests of each board as it was last: a score that lands costs the tests of its own pairs */
const tested = new Map<string, PairTests>();
let watching: Promise<unknown> | null = null;

/** A board, computed once and kept until a score lands; null without a data set of that split or images of that slice. */
export async function readBoard(slice: string, split: Split = 'test'): Promise<Board | null> {
  watching ??= onSubmissionChange((_id, status) => {
    if (status === 'scored') cached.clear();
  });
  await watching;
  const { db } = await siteServices();
  const dataset = await currentDataset(db, split);
  if (!dataset || !hasBoard(dataset, slice)) return null;
  const key = `${dataset.id} ${slice}`;
  const board = cached.get(key) ?? computeBoard(dataset, slice, key);
  cached.set(key, board);
  board.catch(() => cached.delete(key));
  return board;
}

/** Boards are cached by their names, so only those of known slices are made; a family's may be empty. */
function hasBoard({ generators }: Dataset, slice: string): boolean {
  const ofGenerators = generators.map(({ generator }) => generatorSlice(generator));
  return [overallSlice, ...families.map(familySlice), ...ofGenerators].includes(slice);
}

async function computeBoard(dataset: Dataset, slice: string, key: string): Promise<Board> {
  const { db } = await siteServices();
  const { rows, tests } = rankBoard(await listEntries(db, dataset.id, slice), tested.get(key));
  tested.set(key, tests);
  return { dataset, slice, rows };
}
