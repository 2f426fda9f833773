import { z } from 'zod';
import { sizeFactor } from '#grader/baseline/run/geometry.ts';
import { promptNames } from '#grader/baseline/run/prompt.ts';
import { type RunSettings, runSettings } from '#grader/baseline/run/run-manifest.ts';
import { methodName } from '#submissions/names.ts';
import { submittableSplits } from '#submissions/terms.ts';

/** Of one token of an image. */
const tokenPixels = sizeFactor ** 2;
/** Qwen2.5-VL's longest context (`max_position_embeddings`), in tokens: image and answer must fit. */
const contextTokens = 128_000;

const whole = z.int('Give a whole number.');
const line = (what: string) =>
  z
    .string(`Give ${what}.`)
    .trim()
    .min(1, `Give ${what}.`)
    .max(120, 'At most 120 characters.')
    .regex(/^\P{Cc}*$/u, 'Leave out control characters.');
const pixels = whole
  .min(tokenPixels, `At least ${tokenPixels}: ${sizeFactor} × ${sizeFactor} pixels are one token.`)
  .max(tokenPixels * contextTokens, `At most ${tokenPixels * contextTokens}.`);

/**
 * Settings as they are chosen, at the page and on the command line: stricter than what a stored run is read with, so
 * that nothing waits for a runner that no model can answer. Each issue says what to give.
 */
const runChoice = z
  .strictObject({
    split: z.enum(submittableSplits, `Choose ${submittableSplits.join(' or ')}.`),
    model: line('the name that the model server serves it under'),
    method: methodName,
    prompt: z.enum(promptNames, `There is no such prompt: choose ${promptNames.join(' or ')}.`),
    minPixels: pixels,
    maxPixels: pixels,
    maxTokens: whole.min(1, 'At least 1.').max(contextTokens, `At most ${contextTokens}.`),
    seed: whole.min(0, 'At least 0.').max(2 ** 32 - 1, `At most ${2 ** 32 - 1}.`),
    concurrency: whole.min(1, 'At least 1.').max(512, 'At most 512.'),
  } satisfies Record<keyof RunSettings, z.ZodType>)
  .refine(({ minPixels, maxPixels }) => minPixels <= maxPixels, {
    path: ['maxPixels'],
    error: 'At least as many as the least pixels.',
  })
  .refine(({ maxPixels, maxTokens }) => maxPixels / tokenPixels + maxTokens <= contextTokens, {
    path: ['maxTokens'],
    error: `Image and answer do not fit into ${contextTokens} tokens: give less here, or fewer most pixels.`,
  });

export type Problems = Partial<Record<keyof RunSettings, string>>;

/** The settings, or for each setting that is wrong the first thing to mend. What is not a setting is left out. */
export function chooseSettings(
  given: Readonly<Record<string, unknown>>,
): { settings: RunSettings } | { problems: Problems } {
  const names = Object.keys(runSettings.shape) as (keyof RunSettings)[];
  const chosen = runChoice.safeParse(Object.fromEntries(names.map((name) => [name, given[name]])));
  if (chosen.success) return { settings: chosen.data };
  const problems: Problems = {};
  for (const { path, message } of chosen.error.issues) {
    const name = names.find((each) => each === path[0]);
    if (name) problems[name] ??= message;
  }
  return { problems };
}
