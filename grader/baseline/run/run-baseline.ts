import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { checkPredictions } from '#submissions/check-file.ts';
import type { ManifestLine } from '#submissions/format.ts';
import { sha256Of } from '#submissions/sha256.ts';
import { type AnswerRecord, keyOf, openAnswerFile } from './answer-file.ts';
import { askAll, type ModelServer } from './ask.ts';
import { assemblePredictions } from './assemble.ts';
import { codeVersion } from './code-version.ts';
import { noteEnvironment } from './environments.ts';
import { watchSizes } from './image-size-check.ts';
import { loadPrompt, promptSha256 } from './prompt.ts';
import { parseResponse } from './response.ts';
import type { RunManifest, RunSettings } from './run-manifest.ts';
import { downloadManifest, loadImage, type Site, submitPredictions } from './site-client.ts';

export interface RunProgress {
  asked: number;
  total: number;
  malformed: number;
  imagesPerSecond: number;
  /** null before the first answers */
  secondsLeft: number | null;
}

/** What is known of the model behind the server, for the manifest. */
export interface ModelFacts {
  /** file name → SHA-256 of weights and processor; empty where the runner cannot see them */
  files: Readonly<Record<string, string>>;
  /** `repo@commit`; null for a folder */
  source: string | null;
  engine: RunManifest['engine'];
  libraries: Readonly<Record<string, string>>;
  hardware: RunManifest['hardware'];
}

export interface BaselineRun {
  site: Site;
  server: ModelServer;
  settings: RunSettings;
  model: ModelFacts;
  /** where answers, images and results are kept; the same folder again goes on where it ended */
  folder: string;
  /** the commit that this program was built from, where it has no checkout */
  builtFrom?: string | null;
  signal?: AbortSignal;
  onProgress?: (progress: RunProgress) => void;
}

export interface RunResult {
  submission: { id: string; url: string };
  manifest: RunManifest;
  responses: Buffer;
}

/**
 * One baseline run: the split's images from the site, an answer for each from the model, the prediction file checked
 * and submitted through the door of every team. Killed and run again, it asks nothing twice. @throws naming the step
 * that failed and what to do; all answers so far stay in the folder
 */
export async function runBaseline(run: BaselineRun): Promise<RunResult> {
  const startedAt = new Date();
  const code = await codeVersion(run.builtFrom ?? null);
  const { site, settings, folder } = run;
  await mkdir(folder, { recursive: true });
  const { engine, libraries, hardware } = run.model;
  const environments = await noteEnvironment(folder, { code, engine, libraries: { ...libraries }, hardware });
  const data = await downloadManifest(site, settings.split, run.signal);
  const prompt = await loadPrompt(settings.prompt);
  const answerPath = path.join(folder, 'responses.jsonl');
  const asking = {
    model: modelIdentity(settings.model, run.model),
    promptSha256: promptSha256(prompt),
    temperature: 0,
    maxTokens: settings.maxTokens,
    seed: settings.seed,
  };
  const told = new Map<string, AnswerRecord>();
  {
    await using answers = await openAnswerFile(answerPath);
    const count = openProgress(data.lines.length, run.onProgress);
    const watch = watchSizes(data.lines, { min: settings.minPixels, max: settings.maxPixels });
    const images = data.lines.map((line) => ({
      imageId: line.image_id,
      sha256: line.sha256,
      load: () => loadImage(site, line, path.join(folder, 'images'), run.signal),
    }));
    await askAll(images, {
      ...{ server: run.server, prompt, asking, answers, concurrency: settings.concurrency },
      serverModel: settings.model,
      ...(run.signal ? { signal: run.signal } : {}),
      onAnswer(record, fresh) {
        watch(record);
        count(record, fresh);
      },
    });
    for (const line of data.lines) {
      const record = answers.known.get(keyOf(asking, line.sha256));
      if (record) told.set(line.image_id, { ...record, image_id: line.image_id }); // two images may have the same bytes
    }
  }
  const predictions = assemblePredictions(data.lines, told, settings);
  await refuseIssues(predictions.text, data.lines);
  await writeFile(path.join(folder, 'predictions.jsonl'), predictions.text);
  const submission = await submitPredictions(site, {
    ...{ text: predictions.text, split: settings.split, method: settings.method, link: '' },
  });
  const responses = Buffer.from(data.lines.map((line) => `${JSON.stringify(told.get(line.image_id))}\n`).join(''));
  const manifest: RunManifest = {
    schemaVersion: 1,
    settings,
    code,
    environments,
    data: { name: null, manifestSha256: data.sha256, images: data.lines.length },
    prompt: { id: prompt.id, sha256: asking.promptSha256 },
    model: { ...run.model.files },
    source: run.model.source,
    engine: run.model.engine,
    hardware: run.model.hardware,
    libraries: { ...run.model.libraries },
    responsesSha256: sha256Of(responses),
    predictionsSha256: predictions.sha256,
    counts: predictions.counts,
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
  };
  await writeFile(path.join(folder, 'run-manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return { submission, manifest, responses };
}

/** The name the server knows it by, and the weights: other weights under the same name are asked anew. */
function modelIdentity(name: string, { files }: ModelFacts): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(Object.entries(files).sort()))
    .digest('hex');
  return Object.keys(files).length > 0 ? `${name}@${hash}` : name;
}

function openProgress(total: number, tell: BaselineRun['onProgress']) {
  const started = performance.now();
  const count = { asked: 0, fresh: 0, malformed: 0 };
  return (record: AnswerRecord, fresh: boolean) => {
    count.asked++;
    if (fresh) count.fresh++;
    if (parseResponse(record.answer).failures.length > 0) count.malformed++;
    const imagesPerSecond = count.fresh / ((performance.now() - started) / 1000);
    const secondsLeft = count.fresh > 0 ? (total - count.asked) / imagesPerSecond : null;
    tell?.({ asked: count.asked, total, malformed: count.malformed, imagesPerSecond, secondsLeft });
  };
}

/** Our own file has no excuse: what the check finds is a bug here, told before the site would tell it. */
async function refuseIssues(text: string, manifest: readonly ManifestLine[]): Promise<void> {
  const sizes = new Map(manifest.map((line) => [line.image_id, { width: line.width, height: line.height }]));
  const list = await checkPredictions(Readable.from([new TextEncoder().encode(text)]), sizes);
  const [first] = list.issues;
  if (first) throw new Error(`The runner made a file with issues; the first: ${first.message}`);
}
