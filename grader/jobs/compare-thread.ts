import { type Comparable, comparePair, openComparable } from '#grader/comparing/compare.ts';
import { describeDisagreements } from '#grader/comparing/disagreements.ts';
import { readMeasurements, writeMeasurements } from '#grader/reading/measurement-files.ts';
import { readPredictions } from '#grader/reading/read-file.ts';
import { graderVersion } from '#grader/release/version.ts';
import { openScoringThreads } from '#grader/scoring/threads.ts';
import { failureText } from '#grader/services/error-message.ts';
import type { ComparisonResult } from '#submissions/comparison.ts';
import { openLocalStore, type Store } from '#submissions/store.ts';
import { isOurTrouble } from './broken-surroundings.ts';
import { type LoadedTruth, loadTruthCached, type TruthRequest } from './loaded-truth.ts';

export interface CompareSide {
  /** null: graded before measurements were kept */
  measurementsSha256: string | null;
  predictionsSha256: string;
  graderVersion: string;
}

export interface CompareTask extends TruthRequest {
  measurementsDirectory: string;
  storeDirectory: string;
  /** whether everybody may know the answers: only then the result says where the two disagree */
  isPublic: boolean;
  sides: readonly [CompareSide, CompareSide];
}

export interface Compared {
  kind: 'compared';
  result: ComparisonResult;
  /** where the measurements of both sides are now */
  measurementsSha256: [string, string];
}

/** `broken`: answers, store or disk are not in order; a value, for an error loses its class on the way between threads. */
export type CompareResult = Compared | { kind: 'broken'; message: string };

interface Side {
  sha256: string;
  comparable: Comparable;
}

/** The last two, the newest at the end: whoever compares one entry with three others has it prepared once. */
const prepared: { key: string; side: Side }[] = [];

/** Runs in a thread of its own: measurements (or, where they are not kept yet, files) → comparison. */
export default async function compareScores(task: CompareTask): Promise<CompareResult> {
  try {
    return await compare(task);
  } catch (error) {
    if (!isOurTrouble(error)) throw error;
    return { kind: 'broken', message: failureText(error) };
  }
}

async function compare(task: CompareTask): Promise<Compared> {
  const held = await loadTruthCached(task);
  const { truth } = held;
  const store = await openLocalStore(task.storeDirectory);
  const a = await prepare(task.sides[0], task, { ...held, store });
  const b = await prepare(task.sides[1], task, { ...held, store });
  const all = comparePair(truth, { a: a.comparable, b: b.comparable });
  const slices = Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith('generator:')));
  const disagreements = task.isPublic
    ? await describeDisagreements(
        truth,
        { a: a.comparable.measurements, b: b.comparable.measurements },
        { a: await store.open(task.sides[0].predictionsSha256), b: await store.open(task.sides[1].predictionsSha256) },
      )
    : null;
  return { kind: 'compared', result: { slices, disagreements }, measurementsSha256: [a.sha256, b.sha256] };
}

interface Sources extends LoadedTruth {
  store: Store;
}

async function prepare(side: CompareSide, task: CompareTask, sources: Sources): Promise<Side> {
  const keyOf = (sha256: string | null) => `${task.truthSha256} ${sha256}`;
  const at = prepared.findIndex(({ key }) => key === keyOf(side.measurementsSha256));
  const [known] = at < 0 ? [] : prepared.splice(at, 1);
  const found = known?.side ?? (await measureSide(side, task, sources));
  prepared.push({ key: keyOf(found.sha256), side: found });
  if (prepared.length > 2) prepared.shift();
  return found;
}

async function measureSide(side: CompareSide, task: CompareTask, sources: Sources): Promise<Side> {
  const { sha256, measurements } = await findMeasurements(side, task, sources);
  return { sha256, comparable: openComparable(sources.truth, measurements, sources.resampleCounts) };
}

/** The kept measurements, or those of the prediction file, kept from now on. @throws when only another grader could make them */
async function findMeasurements(side: CompareSide, task: CompareTask, { truth, store }: Sources) {
  const { measurementsDirectory, truthSha256 } = task;
  if (side.graderVersion !== graderVersion) {
    throw new Error(`Graded by version ${side.graderVersion}, and this is ${graderVersion}: run fx regrade.`);
  }
  const { measurementsSha256: sha256 } = side;
  const known = sha256 && (await readMeasurements(measurementsDirectory, sha256, truthSha256));
  if (known) return { sha256, measurements: known };
  await using threads = openScoringThreads(1);
  const read = await readPredictions(threads, () => store.open(side.predictionsSha256), { truth });
  if (read.kind === 'issues') {
    await store.verify(side.predictionsSha256);
    throw new Error(`A graded file has issues now: ${read.list.issues[0]?.message}`);
  }
  const { measurements } = read;
  return { sha256: await writeMeasurements(measurementsDirectory, measurements, truthSha256), measurements };
}
