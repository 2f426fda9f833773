import type { ComparisonResult } from '#submissions/comparison.ts';
import { openLocalStore, type Store } from '#submissions/store.ts';
import { type Comparable, comparePair, drawResamples, openComparable } from './compare.ts';
import { tellDisagreements } from './disagreements.ts';
import type { Draws } from './draws.ts';
import { holdTruth, type WantedTruth } from './held-truth.ts';
import { type KeptStatistics, measureSubmission } from './kept-statistics.ts';
import type { TruthPack } from './pack.ts';
import { readPredictions } from './read-predictions.ts';
import { keepStatistics, readStatistics } from './statistics-files.ts';
import { defaultResamples, defaultSeed, graderVersion } from './version.ts';

export interface ComparingSide {
  /** null: graded before statistics were kept */
  statisticsSha256: string | null;
  predictionsSha256: string;
  graderVersion: string;
}

export interface ComparingTask extends WantedTruth {
  statisticsDirectory: string;
  storeDirectory: string;
  /** whether everybody may know the answers: only then it is told where the two disagree */
  isPublic: boolean;
  sides: readonly [ComparingSide, ComparingSide];
}

export interface Compared {
  result: ComparisonResult;
  /** where the statistics of both sides are now */
  statisticsSha256: [string, string];
}

interface Side {
  sha256: string;
  comparable: Comparable;
}

/** The last two, the newest at the end: whoever compares one entry with three others has it prepared once. */
const prepared: { key: string; side: Side }[] = [];
let drawn: { truth: TruthPack; draws: Draws } | null = null;

/** Runs in a thread of its own: statistics (or, where they are not kept yet, files) → comparison. */
export default async function compareScores(task: ComparingTask): Promise<Compared> {
  const truth = await holdTruth(task);
  const store = await openLocalStore(task.storeDirectory);
  const a = await prepare(task.sides[0], task, { truth, store });
  const b = await prepare(task.sides[1], task, { truth, store });
  const all = comparePair(truth, { a: a.comparable, b: b.comparable });
  const slices = Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith('generator:')));
  const disagreements = task.isPublic
    ? await tellDisagreements(
        truth,
        { a: a.comparable.statistics, b: b.comparable.statistics },
        { a: await store.open(task.sides[0].predictionsSha256), b: await store.open(task.sides[1].predictionsSha256) },
      )
    : null;
  return { result: { slices, disagreements }, statisticsSha256: [a.sha256, b.sha256] };
}

interface Sources {
  truth: TruthPack;
  store: Store;
}

async function prepare(side: ComparingSide, task: ComparingTask, sources: Sources): Promise<Side> {
  const keyOf = (sha256: string | null) => `${task.truthSha256} ${sha256}`;
  const at = prepared.findIndex(({ key }) => key === keyOf(side.statisticsSha256));
  const [known] = at < 0 ? [] : prepared.splice(at, 1);
  const found = known?.side ?? (await measureSide(side, task, sources));
  prepared.push({ key: keyOf(found.sha256), side: found });
  if (prepared.length > 2) prepared.shift();
  return found;
}

async function measureSide(side: ComparingSide, task: ComparingTask, sources: Sources): Promise<Side> {
  const { truth } = sources;
  const { sha256, kept } = await findStatistics(side, task, sources);
  if (drawn?.truth !== truth) {
    drawn = { truth, draws: drawResamples(truth, { seed: defaultSeed, resamples: defaultResamples }) };
  }
  return { sha256, comparable: openComparable(truth, kept, drawn.draws) };
}

/** The kept statistics, or those of the prediction file, kept from now on. @throws when only another grader could make them */
async function findStatistics(side: ComparingSide, task: ComparingTask, { truth, store }: Sources) {
  const { statisticsDirectory, truthSha256 } = task;
  const { statisticsSha256: sha256 } = side;
  const known = sha256 && (await readStatistics(statisticsDirectory, sha256, truthSha256));
  if (known) return { sha256, kept: known };
  if (side.graderVersion !== graderVersion) {
    throw new Error(
      `Graded by version ${side.graderVersion} without kept statistics, and this is ${graderVersion}: run fx regrade.`,
    );
  }
  const read = await readPredictions(() => store.open(side.predictionsSha256), truth);
  if (read.kind === 'issues') {
    throw new Error(`A graded file has issues now: ${read.list.issues[0]?.message}`);
  }
  const kept: KeptStatistics = measureSubmission(truth, read.predictions);
  return { sha256: await keepStatistics(statisticsDirectory, kept, truthSha256), kept };
}
