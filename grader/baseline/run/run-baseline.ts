import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { RunProgress } from '#db/schema.ts';
import { checkPredictions } from '#submissions/check-file.ts';
import type { ManifestLine } from '#submissions/format.ts';
import { sha256Of } from '#submissions/sha256.ts';
import type { ModelServer } from './ask.ts';
import { assemblePredictions } from './assemble.ts';
import { codeVersion } from './code-version.ts';
import { collectAnswers } from './collect-answers.ts';
import { noteEnvironment } from './environments.ts';
import { loadPrompt, promptSha256 } from './prompt.ts';
import type { ModelFacts, RunManifest, RunSettings } from './run-manifest.ts';
import { downloadManifest, type Site, submitPredictions } from './site-client.ts';

export interface BaselineRun {
  site: Site;
  server: ModelServer;
  settings: RunSettings;
  model: ModelFacts;
  /** where answers, images and results are kept; with the same folder a run is resumed */
  folder: string;
  /** the commit that this program was built from, where it has no checkout */
  builtFrom?: string | null;
  signal?: AbortSignal;
  onProgress?: (progress: RunProgress) => void;
}

export interface RunResult {
  submission: { id: string; url: string };
  manifest: RunManifest;
  /** the raw answers as JSON Lines, in the order of the split's manifest */
  responses: Buffer;
}

/**
 * One baseline run: the split's images from the site, an answer for each from the model, the prediction file checked
 * and uploaded like a team's. Interrupted and run again, it asks for no stored answer again. @throws naming the step
 * that failed and what to do; all answers so far stay in the folder
 */
export async function runBaseline(run: BaselineRun): Promise<RunResult> {
  const startedAt = new Date();
  const { site, server, settings, folder, signal, onProgress } = run;
  const { files, source, ...environment } = run.model;
  const code = await codeVersion(run.builtFrom ?? null);
  await mkdir(folder, { recursive: true });
  const environments = await noteEnvironment(folder, { code, ...environment });
  const data = await downloadManifest(site, settings.split, signal);
  const prompt = await loadPrompt(settings.prompt);
  const asking = {
    ...{ model: modelIdentity(settings.model, run.model), promptSha256: promptSha256(prompt), temperature: 0 },
    ...{ maxTokens: settings.maxTokens, seed: settings.seed },
  };
  const collecting = { site, server, settings, prompt, asking, folder, signal, onProgress };
  const answers = await collectAnswers(data.lines, collecting);
  const predictions = assemblePredictions(data.lines, answers, settings);
  await refuseIssues(predictions.text, data.lines);
  await writeFile(path.join(folder, 'predictions.jsonl'), predictions.text);
  const { split, method } = settings;
  const submission = await submitPredictions(site, { text: predictions.text, split, method, link: '' });
  const responses = Buffer.from(data.lines.map((line) => `${JSON.stringify(answers.get(line.image_id))}\n`).join(''));
  const manifest: RunManifest = {
    ...{ schemaVersion: 1, settings, code, environments },
    data: { name: null, manifestSha256: data.sha256, images: data.lines.length },
    prompt: { id: prompt.id, sha256: asking.promptSha256 },
    ...{ model: files, source, ...environment },
    ...{ responsesSha256: sha256Of(responses), predictionsSha256: predictions.sha256, counts: predictions.counts },
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
  };
  await writeFile(path.join(folder, 'run-manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return { submission, manifest, responses };
}

/** The server's name for the model with the hash of its files: other weights under the same name are asked anew. */
function modelIdentity(name: string, { files }: ModelFacts): string {
  if (Object.keys(files).length === 0) return name;
  return `${name}@${sha256Of(JSON.stringify(Object.entries(files).sort()))}`;
}

/** Checks the runner's own file before the upload: an issue in it is a bug of the runner. @throws naming the first */
async function refuseIssues(text: string, manifest: readonly ManifestLine[]): Promise<void> {
  const sizes = new Map(manifest.map((line) => [line.image_id, { width: line.width, height: line.height }]));
  const list = await checkPredictions(Readable.from([new TextEncoder().encode(text)]), sizes);
  const [first] = list.issues;
  if (first) throw new Error(`The runner made a file with issues; the first: ${first.message}`);
}
