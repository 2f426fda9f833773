import { currentDataset } from '#db/datasets.ts';
import { listEntries } from '#db/leaderboard.ts';
import type { Dataset } from '#db/schema.ts';
import { rankBoard } from '#grader/ranking/board.ts';
import type { PairTests } from '#grader/ranking/pair-tests.ts';
import { memoisePromise } from '#site/server/memoise-promise.ts';
import { siteServices } from '#site/server/services.ts';
import { onSubmissionChange } from '#site/server/submission-changes.ts';
import { familySlice, generatorSlice, overallSlice } from '#submissions/scorecard.ts';
import { families, type Split } from '#submissions/terms.ts';
import type { Board } from './board.ts';

const cached = new Map<string, Promise<Board>>();
/** The paired tests of each board as last computed: a new score costs the tests of its own pairs. */
const tested = new Map<string, PairTests>();

/** Empties the cache whenever a score is stored, or may have been. */
const watchScores = memoisePromise(() =>
  onSubmissionChange((change) => {
    if (change === 'reconnected' || change.status === 'scored') cached.clear();
  }),
);

/** A board, computed once and kept until a score is stored; null without a data set of that split or images of that slice. */
export async function readBoard(slice: string, split: Split = 'test'): Promise<Board | null> {
  await watchScores();
  const { db } = await siteServices();
  const dataset = await currentDataset(db, split);
  if (!dataset || !hasBoard(dataset, slice)) return null;
  const key = `${dataset.id} ${slice}`;
  const board = cached.get(key) ?? computeBoard(dataset, slice, key);
  cached.set(key, board);
  board.catch(() => cached.delete(key)); // the caller gets the error, the next request computes the board again
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
