import { createReadStream } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { listRuns, readResponses, readRun } from '#db/baselines.ts';
import type { BaselineRunRow } from '#db/schema.ts';
import { readSubmission, type SubmissionFile } from '#db/submissions.ts';
import { answerRecord } from '#grader/baseline/record.ts';
import { parseResponse, type Response } from '#grader/baseline/response.ts';
import { type Figures, type RunManifest, reasonsAgainst, runManifest } from '#grader/baseline/run-manifest.ts';
import { readManifest, readTruth } from '#submissions/dataset-files.ts';
import type { ManifestLine, Truth } from '#submissions/format.ts';
import { overallSlice } from '#submissions/scorecard.ts';
import { publicFile } from './dataset.ts';
import { siteServices } from './services.ts';

export interface Run {
  row: BaselineRunRow;
  manifest: RunManifest | null;
  submission: SubmissionFile | null;
  figures: Figures;
  /** the oldest graded run of the same split and images: what the others are held against */
  reference: Run | null;
  /** why it is not a reproduction of the reference; null for the reference itself and while it is not graded */
  reasons: string[] | null;
}

/** All runs, the newest first. */
export async function readRuns(): Promise<Run[]> {
  const { db } = await siteServices();
  const rows = await listRuns(db);
  const runs = await Promise.all(
    rows.map(async (row) => {
      const submission = row.submissionId ? await readSubmission(db, row.submissionId) : null;
      const metrics = submission?.report?.slices[overallSlice]?.metrics;
      const figures = { accuracy: metrics?.accuracy ?? null, iou: metrics?.iou ?? null };
      const manifest = runManifest.safeParse(row.manifest).data ?? null;
      return { row, manifest, submission, figures, reference: null as Run | null, reasons: null as string[] | null };
    }),
  );
  for (const run of runs) compareWithReference(run, runs);
  return runs;
}

function compareWithReference(run: Run, runs: readonly Run[]): void {
  const graded = runs.filter(
    (each) => each.manifest && each.submission?.report && each.row.datasetId === run.row.datasetId,
  );
  const reference = graded.filter((each) => each.row.settings && sameModel(each, run)).at(-1) ?? null;
  if (!reference?.manifest || reference === run || !run.manifest || !run.submission?.report) return;
  run.reference = reference;
  run.reasons = reasonsAgainst(
    { manifest: run.manifest, figures: run.figures },
    { manifest: reference.manifest, figures: reference.figures },
  );
}

function sameModel(a: Run, b: Run): boolean {
  return a.manifest?.settings.model === b.manifest?.settings.model;
}

export async function readOneRun(id: string): Promise<Run | null> {
  return (await readRuns()).find(({ row }) => row.id === id) ?? null;
}

export interface Told {
  line: ManifestLine;
  imageUrl: string;
  truth: Truth | null;
  answer: string;
  response: Response;
}

/** Some answers of a run beside the annotations, where those are public. */
export async function readTold(run: Run, from: number, count: number): Promise<{ told: Told[]; total: number }> {
  const { db } = await siteServices();
  const split = run.manifest?.settings.split;
  const gzip = await readResponses(db, run.row.id);
  const manifestFile = split && (await publicFile(`${split}.manifest.jsonl`));
  if (!gzip || !manifestFile) return { told: [], total: 0 };
  const truthFile = await publicFile(`${split}.truth.jsonl`);
  const lines = new Map((await readManifest(createReadStream(manifestFile.file))).map((line) => [line.image_id, line]));
  const truths = truthFile ? await readTruth(createReadStream(truthFile.file)) : [];
  const truthOf = new Map(truths.map((line) => [line.image_id, line]));
  const records = gunzipSync(gzip).toString().trimEnd().split('\n');
  const told = records.slice(from, from + count).flatMap((text) => {
    const { image_id, answer } = answerRecord.parse(JSON.parse(text));
    const line = lines.get(image_id);
    if (!line) return [];
    const truth = truthOf.get(image_id) ?? null;
    return [{ line, imageUrl: `/data/${line.file}`, truth, answer, response: parseResponse(answer) }];
  });
  return { told, total: records.length };
}

export async function findRun(id: string): Promise<BaselineRunRow | null> {
  return readRun((await siteServices()).db, id);
}
