import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Database, migrateDatabase, openDatabase } from '#db/client.ts';
import { registerDataset } from '#db/datasets.ts';
import { startEmbeddedPostgres } from '#db/embedded.ts';
import { claimJob } from '#db/jobs.ts';
import { listEntries } from '#db/leaderboard.ts';
import { createSubmission, finishSubmission, gradingJobs } from '#db/submissions.ts';
import { createTeam } from '#db/teams.ts';
import { rankBoard } from '#grader/ranking/board.ts';
import type { PairTests } from '#grader/ranking/pair-tests.ts';
import { defaultResamples, graderVersion } from '#grader/release/version.ts';
import type { SliceReport } from '#submissions/score-report.ts';
import { familySlice, generatorSlice, metricKeys, overallSlice } from '#submissions/scorecard.ts';
import { families } from '#submissions/terms.ts';

/** `npm run bench:ranks`: what the ranks of every board cost, from nothing and after one entry came, on a real database. */
const entries = 300;
const slices = [
  overallSlice,
  ...families.map(familySlice),
  ...Array.from({ length: 28 }, (_, k) => generatorSlice(`generator-${k}`)),
];

/** Scores that spread over half the scale and wobble by about ±0.02, as on some thousand images. */
function scoreOf(entry: number) {
  const random = xoroshiro128plus(entry);
  const uniform = () => uniformFloat64(random);
  const values = slices.map((): [number, Float64Array] => {
    const fxScore = 0.2 + (0.5 * entry) / entries + 0.05 * uniform();
    const wobble = () => 0.02 * (uniform() + uniform() + uniform() + uniform() - 2);
    return [fxScore, Float64Array.from({ length: defaultResamples }, () => fxScore + wobble())];
  });
  const nothing = Object.fromEntries(metricKeys.map((metric) => [metric, null])) as SliceReport['metrics'];
  const report = (fxScore: number): SliceReport => ({
    ...{ n: 9000, fakes: 4500, reals: 4500, intervals: {} },
    metrics: { ...nothing, fxScore },
  });
  const dataset = { name: 'bench', version: '1', split: 'test', truthSha256: 'f'.repeat(64) };
  return {
    report: {
      ...{ graderVersion, metricsSpec: 1, dataset, predictionsSha256: '0'.repeat(64), seed: 1 },
      slices: Object.fromEntries(slices.map((slice, k) => [slice, report(values[k]![0])])),
    },
    replicates: Object.fromEntries(slices.map((slice, k) => [slice, values[k]![1]])),
  };
}

async function addEntry(db: Database, datasetId: string, entry: number): Promise<void> {
  const { team } = await createTeam(db, `Team ${entry}`);
  const file = { predictionsSha256: '0'.repeat(64), bytes: 1 };
  const { id } = await createSubmission(db, { teamId: team.id, datasetId, method: 'a method', link: null, ...file });
  const claim = await claimJob(db, gradingJobs, id);
  if (!claim || !(await finishSubmission(db, claim, scoreOf(entry)))) throw new Error('The entry could not be added.');
}

interface Timed {
  readMs: number;
  rankMs: number;
  /** rows of all boards */
  boards: string;
}

/** Reads and ranks every board; `known` is what was tested before, and is brought up to date. */
async function rankAll(db: Database, datasetId: string, known: Map<string, PairTests>): Promise<Timed> {
  const timed: Timed = { readMs: 0, rankMs: 0, boards: '' };
  for (const slice of slices) {
    const started = performance.now();
    const read = await listEntries(db, datasetId, slice);
    const between = performance.now();
    const { rows, tests } = rankBoard(read, known.get(slice));
    timed.rankMs += performance.now() - between;
    timed.readMs += between - started;
    timed.boards += JSON.stringify(rows);
    known.set(slice, tests);
  }
  return timed;
}

function say(what: string, { readMs, rankMs }: Timed, note = ''): void {
  const ms = (value: number) => value.toFixed(0).padStart(6);
  console.log(`  ${what.padEnd(34)} ${ms(rankMs)} ms ranking  ${ms(readMs)} ms reading  ${note}`);
}

async function bench(db: Database): Promise<void> {
  const counts = { images: 9000, reals: 4500, generators: [], standIn: true };
  const hashes = { manifestSha256: '0'.repeat(64), truthSha256: 'f'.repeat(64) };
  const { id } = await registerDataset(db, { name: 'bench', version: '1', split: 'test', ...hashes, ...counts });
  for (let entry = 0; entry < entries - 1; entry++) await addEntry(db, id, entry);
  console.log(`all ${slices.length} boards of ${entries} entries, ${defaultResamples} resamples`);
  const known = new Map<string, PairTests>();
  await rankAll(db, id, known);
  await addEntry(db, id, entries - 1);
  const changed = await rankAll(db, id, known);
  const cold = await rankAll(db, id, new Map());
  if (changed.boards !== cold.boards) throw new Error('The boards differ from those ranked from nothing.');
  say('from nothing', cold, `${((cold.rankMs + cold.readMs) / slices.length).toFixed(0)} ms a board`);
  say('after one new entry', changed, `the ranking in 1/${(cold.rankMs / changed.rankMs).toFixed(1)} of the time`);
}

const directory = await mkdtemp(path.join(tmpdir(), 'fx-ranks-'));
try {
  await using server = await startEmbeddedPostgres(path.join(directory, 'postgres'));
  await using open = openDatabase(server.url);
  await migrateDatabase(open.db);
  await bench(open.db);
} finally {
  await rm(directory, { recursive: true, force: true });
}
