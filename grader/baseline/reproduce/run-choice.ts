import { z } from 'zod';
import { sizeFactor } from '#grader/baseline/run/geometry.ts';
import { promptNames } from '#grader/baseline/run/prompt.ts';
import { type RunSettings, runSettings } from '#grader/baseline/run/run-manifest.ts';
import { limits } from '#submissions/limits.ts';
import { isVisible, methodName } from '#submissions/names.ts';
import { submittableSplits } from '#submissions/terms.ts';

/** Of one token of an image. */
const tokenPixels = sizeFactor ** 2;
/** Qwen2.5-VL's longest context (`max_position_embeddings`), in tokens: image and answer must fit. */
const contextTokens = 128_000;

/** The settings that are chosen from a list. */
export const settingOptions = { split: submittableSplits, prompt: promptNames } as const;

const whole = z.int('Give a whole number.');
const servedName = 'Give the name that the model server serves it under.';
const modelName = z
  .string(servedName)
  .trim()
  .min(1, servedName)
  .max(limits.nameCharacters, `At most ${limits.nameCharacters} characters.`)
  .refine(isVisible, 'Visible characters only, and no line end.');
const pixels = whole
  .min(tokenPixels, `At least ${tokenPixels}: ${sizeFactor} × ${sizeFactor} pixels are one token.`)
  .max(tokenPixels * contextTokens, `At most ${tokenPixels * contextTokens}.`);

/**
 * The settings of a new run, from the page and the command line: stricter than `runSettings`, which stored runs are read
 * with, so that no run is queued that no model can answer or no upload accepts. Each issue names what to give.
 */
const runChoice = z
  .strictObject({
    split: z.enum(settingOptions.split, `Choose ${settingOptions.split.join(' or ')}.`),
    model: modelName,
    method: methodName,
    prompt: z.enum(settingOptions.prompt, `There is no such prompt: choose ${settingOptions.prompt.join(' or ')}.`),
    minPixels: pixels,
    maxPixels: pixels,
    maxTokens: whole.min(1, 'At least 1.').max(contextTokens, `At most ${contextTokens}.`),
    seed: whole.min(0, 'At least 0.').max(2 ** 32 - 1, `At most ${2 ** 32 - 1}.`),
    concurrency: whole.min(1, 'At least 1.').max(512, 'At most 512.'),
  } satisfies Record<SettingName, z.ZodType>)
  .refine(({ minPixels, maxPixels }) => minPixels <= maxPixels, {
    path: ['maxPixels'],
    error: 'At least as many as the least pixels.',
  })
  .refine(({ maxPixels, maxTokens }) => maxPixels / tokenPixels + maxTokens <= contextTokens, {
    path: ['maxTokens'],
    error: `Image and answer do not fit into ${contextTokens} tokens: give less here, or fewer most pixels.`,
  });

export type SettingName = keyof RunSettings;
export type Problems = Partial<Record<SettingName, string>>;

/** The settings, or for each wrong setting its first issue. Keys that are no setting are ignored. */
export function chooseSettings(
  given: Readonly<Record<string, unknown>>,
): { settings: RunSettings } | { problems: Problems } {
  const names = Object.keys(runSettings.shape) as SettingName[];
  const chosen = runChoice.safeParse(Object.fromEntries(names.map((name) => [name, given[name]])));
  if (chosen.success) return { settings: chosen.data };
  const problems: Problems = {};
  for (const { path, message } of chosen.error.issues) {
    const name = names.find((each) => each === path[0]);
    if (name) problems[name] ??= message;
  }
  return { problems };
}
