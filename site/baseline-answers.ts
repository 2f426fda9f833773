import { createReadStream } from 'node:fs';
import { readResponses } from '#db/baselines.ts';
import { unpackAnswers } from '#grader/baseline/agreement.ts';
import { type IouByRule, iouByRule, iousOf } from '#grader/baseline/iou-rules.ts';
import type { AnswerRecord } from '#grader/baseline/record.ts';
import { labelOfVerdict, parseResponse, type Response } from '#grader/baseline/response.ts';
import { readManifest, readTruth } from '#submissions/dataset-files.ts';
import type { ManifestLine, Truth } from '#submissions/format.ts';
import type { SubmittedRun } from './baseline.ts';
import { publicFile } from './dataset.ts';
import { siteServices } from './services.ts';

/** One answer beside the annotation of its image, which is null where it is sealed. */
export interface Told {
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
  wrong: { title: 'wrong verdict', admits: ({ isRight }: Told) => isRight === false },
  missed: { title: 'right, but looked elsewhere', admits: ({ isRight, iou }: Told) => isRight === true && iou === 0 },
  malformed: { title: 'malformed', admits: ({ response }: Told) => response.failures.length > 0 },
} as const;
export type AnswerFilter = keyof typeof answerFilters;

export function isAnswerFilter(name: string | null): name is AnswerFilter {
  return name !== null && Object.hasOwn(answerFilters, name);
}

/** Every answer of a run beside the annotations, where those are public; none while its images are not here. */
export async function readTold({ row, manifest: { settings } }: SubmittedRun): Promise<Told[]> {
  const { db } = await siteServices();
  const gzip = await readResponses(db, row.id);
  const files = await readSplit(settings.split);
  if (!gzip || !files) return [];
  const truthOf = new Map(files.truths.map((truth) => [truth.image_id, truth]));
  const pixels = { min: settings.minPixels, max: settings.maxPixels };
  const answers = unpackAnswers(gzip);
  return files.lines.flatMap((line) => {
    const record = answers.get(line.image_id);
    if (!record) return [];
    const truth = truthOf.get(line.image_id) ?? null;
    const response = parseResponse(record.answer);
    const isRight = truth && response.verdict !== null && labelOfVerdict[response.verdict] === truth.label;
    const isAnnotated = truth?.label === 'fake' && truth.regions.length > 0;
    const iou = isAnnotated ? iousOf(line, record.answer, truth, pixels).union : null;
    return [
      {
        line,
        imageUrl: `/data/${line.file}`,
        truth,
        record,
        response,
        isRight,
        iou,
      },
    ];
  });
}

/** The run's IoU by every rule; null where the annotations are sealed. */
export async function readIouByRule({ row, manifest: { settings } }: SubmittedRun): Promise<IouByRule | null> {
  const gzip = await readResponses((await siteServices()).db, row.id);
  const files = await readSplit(settings.split);
  if (!gzip || !files) return null;
  const answers = new Map([...unpackAnswers(gzip)].map(([id, { answer }]) => [id, answer]));
  const pixels = { min: settings.minPixels, max: settings.maxPixels };
  return iouByRule(files.lines, answers, { truths: files.truths, pixels });
}

async function readSplit(split: string): Promise<{ lines: ManifestLine[]; truths: Truth[] } | null> {
  const manifest = await publicFile(`${split}.manifest.jsonl`);
  const truth = await publicFile(`${split}.truth.jsonl`);
  if (!manifest) return null;
  return {
    lines: await readManifest(createReadStream(manifest.file)),
    truths: truth ? await readTruth(createReadStream(truth.file)) : [],
  };
}
