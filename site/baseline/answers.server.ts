import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readResponses } from '#db/baselines.ts';
import { unpackAnswers } from '#grader/baseline/reproduce/agreement.ts';
import { type IouByRule, iouByRule, iousOf } from '#grader/baseline/reproduce/iou-rules.ts';
import type { AnswerRecord } from '#grader/baseline/run/answer-file.ts';
import { labelOfVerdict, parseResponse, type Response } from '#grader/baseline/run/response.ts';
import { publicFile } from '#site/data/dataset.server.ts';
import { siteServices } from '#site/server/services.ts';
import { readManifest, readTruth } from '#submissions/dataset-files.ts';
import type { ManifestLine, Truth } from '#submissions/format.ts';
import { sha256Of } from '#submissions/sha256.ts';
import type { SubmittedRun } from './runs.server.ts';

/** One answer beside the annotation of its image, which is null where it is sealed. */
export interface AnswerWithTruth {
  line: ManifestLine;
  imageUrl: string;
  truth: Truth | null;
  record: AnswerRecord;
  response: Response;
  isRight: boolean | null;
  /** union IoU with the annotated boxes; null where none are known */
  iou: number | null;
}

/** Which answers are looked at. */
export const answerFilters = {
  all: { title: 'all', admits: () => true },
  wrong: { title: 'wrong verdict', admits: ({ isRight }: AnswerWithTruth) => isRight === false },
  missed: {
    title: 'right, but looked elsewhere',
    admits: ({ isRight, iou }: AnswerWithTruth) => isRight === true && iou === 0,
  },
  malformed: { title: 'malformed', admits: ({ response }: AnswerWithTruth) => response.failures.length > 0 },
} as const;
export type AnswerFilter = keyof typeof answerFilters;

export function isAnswerFilter(name: string | null): name is AnswerFilter {
  return name !== null && Object.hasOwn(answerFilters, name);
}

export interface Examined {
  told: AnswerWithTruth[];
  /** the run's IoU by every rule; null where the annotations are sealed */
  byRule: IouByRule | null;
}

/** Neither answers nor images of a run change: the runs that were looked at last are kept. */
const examined = new Map<string, Promise<Examined>>();
const mostExamined = 4;

/** Every answer of a run beside the annotations, where those are public; none while its images are not here. */
export function examineAnswers(run: SubmittedRun): Promise<Examined> {
  const { id } = run.row;
  const found = examined.get(id) ?? examine(run);
  examined.delete(id);
  examined.set(id, found);
  found.then(
    ({ told }) => told.length === 0 && examined.delete(id),
    () => examined.delete(id),
  );
  if (examined.size > mostExamined) examined.delete([...examined.keys()][0]!);
  return found;
}

async function examine({ row, manifest: { settings, data } }: SubmittedRun): Promise<Examined> {
  const gzip = await readResponses((await siteServices()).db, row.id);
  const split = await readSplit(settings.split, data.manifestSha256);
  if (!gzip || !split) return { told: [], byRule: null };
  const answers = unpackAnswers(gzip);
  const truthOf = new Map(split.truths.map((truth) => [truth.image_id, truth]));
  const pixels = { min: settings.minPixels, max: settings.maxPixels };
  const told = split.lines.flatMap((line): AnswerWithTruth[] => {
    const record = answers.get(line.image_id);
    if (!record) return [];
    const truth = truthOf.get(line.image_id) ?? null;
    const response = parseResponse(record.answer);
    const isRight = truth && response.verdict !== null && labelOfVerdict[response.verdict] === truth.label;
    const isAnnotated = truth?.label === 'fake' && truth.regions.length > 0;
    const iou = isAnnotated ? iousOf(line, record.answer, truth, pixels).union : null;
    return [{ line, imageUrl: `/data/${line.file}`, truth, record, response, isRight, iou }];
  });
  const texts = new Map([...answers].map(([id, { answer }]) => [id, answer]));
  return { told, byRule: iouByRule(split.lines, texts, { truths: split.truths, pixels }) };
}

/** The split's files, if they are those the run was asked about. */
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
