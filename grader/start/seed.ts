import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import type { Database } from '#db/client.ts';
import { currentDataset, registerDataset } from '#db/datasets.ts';
import { dataPaths } from '#db/env.ts';
import type { Dataset } from '#db/schema.ts';
import { listTeamSubmissions } from '#db/submissions.ts';
import { createTeam, findTeam, issueToken } from '#db/teams.ts';
import { readCard } from '#grader/dataset/card.ts';
import { datasetPaths } from '#grader/dataset/directory.ts';
import { type SeededEntry, simulateEntries } from '#grader/dataset/simulate/simulate-entries.ts';
import { writeMiniDataset } from '#grader/dataset/standin/write.ts';
import { receiveSubmission } from '#grader/intake/receive.ts';
import type { Services } from '#grader/services/services.ts';
import { loadTruth, truthFile } from '#grader/truth/file.ts';
import { readTruth } from '#submissions/dataset-files.ts';
import type { Prediction } from '#submissions/format.ts';
import { nullIfMissing } from '#submissions/missing-file.ts';
import { splits } from '#submissions/terms.ts';

type Say = (text: string) => void;

export const demoTeam = 'Demo team';
const seed = 1;

/** Makes the mini data set if the data folder has none, and makes its splits known to the database. */
export async function ensureDataset({ db, env }: Services, say: Say): Promise<void> {
  const { dataset: out, truth: truthDir } = dataPaths(env.dataDir);
  if (!(await nullIfMissing(stat(datasetPaths(out).card)))) {
    say('Drawing FakeXplained-mini, the procedural stand-in …');
    await writeMiniDataset({ out, truthDir: env.truthDir ?? truthDir, seed, train: 0, dev: 280, test: 560 });
  }
  await registerDirectory(db, out);
}

/** Makes the splits of a data set directory known to the database. */
export async function registerDirectory(db: Database, directory: string): Promise<Dataset[]> {
  const { name, version, standIn, splits: parts } = await readCard(directory);
  const known: Dataset[] = [];
  for (const split of splits) {
    const part = parts[split];
    if (!part) continue;
    const { fakes: _, ...facts } = part;
    known.push(await registerDataset(db, { name, version, split, standIn, ...facts }));
  }
  return known;
}

/**
 * Submits the trivial and the simulated entries through the same door as everybody, once: a team that has a submission
 * is left alone. Only for a stand-in: the real boards keep the trivial entries alone.
 */
export async function seedWorld(services: Services, say: Say): Promise<void> {
  const dataset = await currentDataset(services.db, 'test');
  if (!dataset) return;
  const { dataDir, truthDir } = services.env;
  const truths = await loadTruth(truthFile(dataDir, truthDir, dataset), dataset.truthSha256);
  const reference = await publicTruth(dataDir);
  const entries = simulateEntries(truths, reference ?? truths, seed).filter(
    ({ kind }) => kind === 'trivial' || dataset.standIn,
  );
  let submitted = 0;
  for (const entry of entries) if (await submitOnce(services, dataset, entry)) submitted++;
  if (submitted > 0)
    say(`Submitted ${submitted} entries: the trivial ones${dataset.standIn ? ' and simulated teams' : ''}.`);
}

async function publicTruth(dataDir: string) {
  const file = datasetPaths(dataPaths(dataDir).dataset).truth('dev');
  return (await nullIfMissing(stat(file))) ? readTruth(createReadStream(file)) : null;
}

async function submitOnce(services: Services, dataset: Dataset, entry: SeededEntry): Promise<boolean> {
  const team =
    (await findTeam(services.db, entry.team)) ?? (await createTeam(services.db, entry.team, entry.kind)).team;
  const earlier = await listTeamSubmissions(services.db, team.id, dataset.id);
  if (earlier.some(({ method }) => method === entry.method)) return false;
  const body = toChunks(entry.predictions);
  const result = await receiveSubmission(services, { team, dataset, method: entry.method, link: null, body });
  if (result.kind === 'issues') {
    throw new Error(`The seeded entry ${entry.method} was refused: ${result.list.issues[0]?.message}`);
  }
  return true;
}

async function* toChunks(predictions: readonly Prediction[]): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(predictions.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** A team to try things with: its token is kept readable in the data folder of a demonstration, on purpose. */
export async function ensureDemoTeam({ db, env }: Services): Promise<void> {
  const known = await findTeam(db, demoTeam);
  const file = dataPaths(env.dataDir).demoToken;
  if (known && (await nullIfMissing(stat(file)))) return;
  const token = known ? await issueToken(db, known.id) : (await createTeam(db, demoTeam)).token;
  await writeFile(file, `${token}\n`, { mode: 0o600 });
}

/** Writes a prediction file for the dev split that anyone may submit, made from its public answers. */
export async function writeSampleFile({ env }: Services): Promise<void> {
  const file = dataPaths(env.dataDir).sampleFile;
  const reference = await publicTruth(env.dataDir);
  if (!reference || (await nullIfMissing(stat(file)))) return;
  const sample = simulateEntries(reference, reference, seed + 1).find(({ kind }) => kind === 'simulated');
  const chunks = await Array.fromAsync(toChunks(sample?.predictions ?? []));
  await writeFile(file, chunks);
}
