import path from 'node:path';
import type { RunProgress } from '#db/schema.ts';
import type { ManifestLine } from '#submissions/format.ts';
import { type AnswerRecord, type Asking, keyOf, openAnswerFile } from './answer-file.ts';
import { askAll, type ModelServer } from './ask.ts';
import { checkImageSizes } from './image-size-check.ts';
import type { Prompt } from './prompt.ts';
import { parseResponse } from './response.ts';
import type { RunSettings } from './run-manifest.ts';
import { loadImage, type Site } from './site-client.ts';

export interface CollectOptions {
  site: Site;
  server: ModelServer;
  settings: RunSettings;
  prompt: Prompt;
  asking: Asking;
  /** images and answers are kept here; answers that it holds already are not asked for again */
  folder: string;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: RunProgress) => void) | undefined;
}

/** The model's answer to every image of the manifest, by image. @throws naming the image that failed */
export async function collectAnswers(
  lines: readonly ManifestLine[],
  { site, server, settings, prompt, asking, folder, signal, onProgress }: CollectOptions,
): Promise<Map<string, AnswerRecord>> {
  await using answers = await openAnswerFile(path.join(folder, 'responses.jsonl'));
  const count = openProgress(lines.length, onProgress);
  const checkSize = checkImageSizes(lines, { min: settings.minPixels, max: settings.maxPixels });
  const images = lines.map((line) => ({
    imageId: line.image_id,
    sha256: line.sha256,
    load: () => loadImage(site, line, path.join(folder, 'images'), signal),
  }));
  await askAll(images, {
    ...{ server, prompt, asking, answers, serverModel: settings.model, concurrency: settings.concurrency },
    ...(signal ? { signal } : {}),
    onAnswer(record, fresh) {
      checkSize(record);
      count(record, fresh);
    },
  });
  const collected = new Map<string, AnswerRecord>();
  for (const { image_id, sha256 } of lines) {
    const record = answers.known.get(keyOf(asking, sha256));
    if (record) collected.set(image_id, { ...record, image_id }); // two images may have the same bytes
  }
  return collected;
}

function openProgress(total: number, report: CollectOptions['onProgress']) {
  const started = performance.now();
  const count = { asked: 0, fresh: 0, malformed: 0 };
  return (record: AnswerRecord, fresh: boolean) => {
    count.asked++;
    if (fresh) count.fresh++;
    if (parseResponse(record.answer).failures.length > 0) count.malformed++;
    const imagesPerSecond = count.fresh / ((performance.now() - started) / 1000);
    const secondsLeft = count.fresh > 0 ? (total - count.asked) / imagesPerSecond : null;
    report?.({ asked: count.asked, total, malformed: count.malformed, imagesPerSecond, secondsLeft });
  };
}
