import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readResponses } from '#db/baselines.ts';
import { dataPaths } from '#db/env.ts';
import { readSubmission } from '#db/submissions.ts';
import { datasetPaths } from '#grader/dataset/directory.ts';
import type { Services } from '#grader/services/services.ts';
import { overallSlice } from '#submissions/scorecard.ts';
import { requireRun } from './require-run.ts';
import { manifestOf } from './run-row.ts';
import type { StoredRun } from './stored-run.ts';

/**
 * Writes a graded run into a folder: what it depended on, the raw answers, the figures and the split's manifest; of a
 * split with public annotations those too, so that it can be scored again on any machine.
 * @throws when there is no such run, or it is not graded
 */
export async function exportRun({ db, env }: Services, id: string, folder: string): Promise<StoredRun> {
  const run = await requireRun(db, id);
  const file = run.submissionId ? await readSubmission(db, run.submissionId) : null;
  const gzip = await readResponses(db, id);
  const manifest = manifestOf(run);
  if (!file?.report || !gzip || !manifest)
    throw new Error(`The run ${id} is not graded yet: \`fx baseline status ${id}\`.`);
  const overall = file.report.slices[overallSlice];
  if (!overall) throw new Error(`The report of ${file.submission.id} has no overall slice.`);
  const stored: StoredRun = {
    run: manifest,
    graderVersion: file.report.graderVersion,
    truthSha256: file.report.dataset.truthSha256,
    metrics: overall.metrics,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'run.json'), `${JSON.stringify(stored, null, 2)}\n`);
  await writeFile(path.join(folder, 'responses.jsonl'), gunzipSync(gzip));
  const source = datasetPaths(dataPaths(env.dataDir).dataset);
  await copyFile(source.manifest(file.dataset.split), path.join(folder, 'manifest.jsonl'));
  if (file.dataset.split !== 'test') await copyFile(source.truth(file.dataset.split), path.join(folder, 'truth.jsonl'));
  return stored;
}
