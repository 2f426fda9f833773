import type { ManifestLine } from '#submissions/format.ts';
import { sha256Of } from '#submissions/sha256.ts';
import type { AnswerRecord } from './answer-file.ts';
import { predictionOf } from './predict.ts';
import type { ResponseFailure } from './response.ts';
import type { AnswerCounts, RunSettings } from './run-manifest.ts';

export interface Assembled {
  /** the prediction file, one line per image in the manifest's order */
  text: string;
  sha256: string;
  counts: AnswerCounts;
}

/**
 * The prediction file of stored answers: a pure function of manifest, answers and pixel bounds, so that it can be made
 * again without a model (R0). Either every line has a score or, when an answer with a verdict has no log-odds, none has.
 * @throws when an image has no answer
 */
export function assemblePredictions(
  manifest: readonly ManifestLine[],
  answers: ReadonlyMap<string, AnswerRecord>,
  settings: Pick<RunSettings, 'minPixels' | 'maxPixels'>,
): Assembled {
  const pixels = { min: settings.minPixels, max: settings.maxPixels };
  const records = manifest.map((line) => {
    const record = answers.get(line.image_id);
    if (!record) throw new Error(`There is no answer for image ${line.image_id}: the run is not complete. Resume it.`);
    return { line, record };
  });
  const parsed = (scored: boolean) =>
    records.map(({ line, record }) => {
      const image = { imageId: line.image_id, size: [line.width, line.height] as const };
      return {
        record,
        ...predictionOf(image, { answer: record.answer, logOdds: record.log_odds }, { pixels, scored }),
      };
    });
  const first = parsed(true);
  const scored = first.every(({ response, record }) => response.verdict === null || record.log_odds !== null);
  const lines = scored ? first : parsed(false);
  const text = lines.map(({ prediction }) => `${JSON.stringify(prediction)}\n`).join('');
  const failures: Partial<Record<ResponseFailure, number>> = {};
  for (const { response } of lines)
    for (const failure of response.failures) failures[failure] = (failures[failure] ?? 0) + 1;
  const counts: AnswerCounts = {
    images: lines.length,
    malformed: lines.filter(({ response }) => response.failures.length > 0).length,
    noVerdict: lines.filter(({ response }) => response.verdict === null).length,
    cutOff: lines.filter(({ record }) => record.finish_reason === 'length').length,
    censored: lines.filter(({ record }) => record.censored).length,
    failures,
  };
  return { text, sha256: sha256Of(text), counts };
}
