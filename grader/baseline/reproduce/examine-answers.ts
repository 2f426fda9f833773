import type { AnswerRecord } from '#grader/baseline/run/answer-file.ts';
import type { PixelBounds, WholeBox } from '#grader/baseline/run/geometry.ts';
import { regionsOnImage } from '#grader/baseline/run/predict.ts';
import { labelOfVerdict, parseResponse, type ResponseFailure, type Verdict } from '#grader/baseline/run/response.ts';
import type { ManifestLine, Truth } from '#submissions/format.ts';
import { type IouByRule, iouByRule, iousOf } from './iou-rules.ts';

/** One answer of a run beside the annotation of its image. */
export interface AnswerWithTruth {
  line: ManifestLine;
  /** null where the annotations are sealed */
  truth: Truth | null;
  /** as the model wrote it */
  answer: string;
  /** null: the answer has none that can be read */
  verdict: Verdict | null;
  /** boxes in pixels of the published image, not clipped to it */
  regions: { text: string; box: WholeBox }[];
  /** departures from the grammar */
  failures: readonly ResponseFailure[];
  /** null where the annotations are sealed */
  isRight: boolean | null;
  /** union IoU with the annotated boxes; null on a real image and where no box is annotated */
  iou: number | null;
}

export interface ExaminedAnswers {
  /** in the manifest's order; images without an answer are left out */
  answers: AnswerWithTruth[];
  /** the run's IoU by every rule; null without an annotated fake */
  byRule: IouByRule | null;
}

/** A run's stored answers joined with the images and annotations of its split. */
export function examineAnswers(
  { lines, truths }: { lines: readonly ManifestLine[]; truths: readonly Truth[] },
  answers: ReadonlyMap<string, Pick<AnswerRecord, 'answer'>>,
  { minPixels, maxPixels }: { minPixels: number; maxPixels: number },
): ExaminedAnswers {
  const pixels = { min: minPixels, max: maxPixels };
  const truthOf = new Map(truths.map((truth) => [truth.image_id, truth]));
  const examined = lines.flatMap((line) => {
    const record = answers.get(line.image_id);
    return record ? [examineOne(line, record.answer, { truth: truthOf.get(line.image_id) ?? null, pixels })] : [];
  });
  const texts = new Map([...answers].map(([id, { answer }]) => [id, answer]));
  return { answers: examined, byRule: iouByRule(lines, texts, { truths, pixels }) };
}

function examineOne(
  line: ManifestLine,
  answer: string,
  { truth, pixels }: { truth: Truth | null; pixels: PixelBounds },
): AnswerWithTruth {
  const response = parseResponse(answer);
  const { verdict, failures } = response;
  const isAnnotated = truth?.label === 'fake' && truth.regions.length > 0;
  return {
    ...{ line, truth, answer, verdict, failures },
    regions: regionsOnImage(response, [line.width, line.height], pixels),
    isRight: truth && verdict !== null && labelOfVerdict[verdict] === truth.label,
    iou: isAnnotated ? iousOf(line, answer, truth, pixels).union : null,
  };
}
