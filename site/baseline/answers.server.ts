import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readResponses } from '#db/baselines.ts';
import { unpackAnswers } from '#grader/baseline/reproduce/agreement.ts';
import { type ExaminedAnswers, examineAnswers } from '#grader/baseline/reproduce/examine-answers.ts';
import type { SubmittedRun } from '#grader/baseline/reproduce/judged-runs.ts';
import { publicFile } from '#site/data/dataset.server.ts';
import { siteServices } from '#site/server/services.ts';
import { readManifest, readTruth } from '#submissions/dataset-files.ts';
import type { ManifestLine, Truth } from '#submissions/format.ts';
import { sha256Of } from '#submissions/sha256.ts';

/** By run, the least recently used first. Neither answers nor images of a run change. */
const cache = new Map<string, Promise<ExaminedAnswers>>();
const maxCached = 4;

/** Every answer of a run beside the annotations, where those are public; none while its images are not here. */
export function readExaminedAnswers(run: SubmittedRun): Promise<ExaminedAnswers> {
  const { id } = run.row;
  const found = cache.get(id) ?? readUncached(run);
  cache.delete(id);
  cache.set(id, found);
  found.then(
    ({ answers }) => answers.length === 0 && cache.delete(id),
    () => cache.delete(id),
  );
  if (cache.size > maxCached) cache.delete([...cache.keys()][0]!);
  return found;
}

async function readUncached({ row, manifest: { settings, data } }: SubmittedRun): Promise<ExaminedAnswers> {
  const gzip = await readResponses((await siteServices()).db, row.id);
  const split = await readSplit(settings.split, data.manifestSha256);
  if (!gzip || !split) return { answers: [], byRule: null };
  return examineAnswers(split, unpackAnswers(gzip), settings);
}

/** The images of a split and its public annotations; null unless they are those that the run was asked about. */
async function readSplit(
  split: string,
  manifestSha256: string,
): Promise<{ lines: ManifestLine[]; truths: Truth[] } | null> {
  const found = await publicFile(`${split}.manifest.jsonl`);
  const truth = await publicFile(`${split}.truth.jsonl`);
  const bytes = found && (await readFile(found.file));
  if (!bytes || sha256Of(bytes) !== manifestSha256) return null;
  return {
    lines: await readManifest([bytes]),
    truths: truth ? await readTruth(createReadStream(truth.file)) : [],
  };
}
