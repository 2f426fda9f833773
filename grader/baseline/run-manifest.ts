import { z } from 'zod';
import { splits } from '#submissions/terms.ts';
import { responseFailures } from './response.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a maintainer chooses of a run. */
export const runSettings = z.strictObject({
  split: z.enum(splits),
  /** as the model server calls it, and the row on the boards */
  model: z.string().min(1),
  method: z.string().min(1).max(120),
  prompt: z.string().min(1),
  minPixels: z.number().int().positive(),
  maxPixels: z.number().int().positive(),
  maxTokens: z.number().int().positive(),
  seed: z.number().int(),
  concurrency: z.number().int().min(1).max(512),
});
export type RunSettings = z.infer<typeof runSettings>;

/** How broken the answers were: counted, never hidden. */
export const answerCounts = z.strictObject({
  images: z.number().int(),
  /** answers that depart from the grammar in anything */
  malformed: z.number().int(),
  /** answers without a verdict: submitted as an unexplained "fake" */
  noVerdict: z.number().int(),
  cutOff: z.number().int(),
  /** log-odds of which one side was not among the alternatives */
  censored: z.number().int(),
  failures: z.partialRecord(z.enum(responseFailures), z.number().int()),
});
export type AnswerCounts = z.infer<typeof answerCounts>;

/**
 * Everything a run depends on, by hash (modelled on MLPerf Inference's reference runs and HELM's run specs). What is
 * not known is null, and a null hash keeps a run from being called reproduced.
 */
export const runManifest = z.strictObject({
  schemaVersion: z.literal(1),
  settings: runSettings,
  code: z.strictObject({ commit: z.string().nullable(), dirty: z.boolean().nullable(), node: z.string() }),
  data: z.strictObject({ name: z.string().nullable(), manifestSha256: sha256, images: z.number().int() }),
  prompt: z.strictObject({ id: z.string(), sha256 }),
  /** hash of every weight and processor file */
  model: z.record(z.string(), sha256),
  engine: z.strictObject({ name: z.string(), version: z.string().nullable(), device: z.string().nullable() }),
  libraries: z.record(z.string(), z.string()),
  responsesSha256: sha256,
  predictionsSha256: sha256,
  counts: answerCounts,
  startedAt: z.iso.datetime(),
  seconds: z.number(),
});
export type RunManifest = z.infer<typeof runManifest>;

/** Tolerances of a run that infers anew with the same weights (R1); provisional until five reference runs give a spread. */
export const tolerances = { accuracy: 0.003, iou: 0.005, malformedShare: 0.002 } as const;

export interface Figures {
  accuracy: number | null;
  iou: number | null;
}

/** Why a run is not a reproduction of the reference; empty when it is one. */
export function reasonsAgainst(
  run: { manifest: RunManifest; figures: Figures },
  reference: { manifest: RunManifest; figures: Figures },
): string[] {
  const [ours, theirs] = [run.manifest, reference.manifest];
  const reasons: string[] = [];
  const files = Object.entries(theirs.model);
  if (files.length === 0 || Object.keys(ours.model).length === 0)
    reasons.push('The hashes of the weights are missing.');
  for (const [name, hash] of files) if (ours.model[name] !== hash) reasons.push(`${name} is another file.`);
  if (ours.code.commit === null) reasons.push('The commit is not known.');
  if (ours.code.dirty !== false) reasons.push('The working tree had changes that are in no commit.');
  if (ours.prompt.sha256 !== theirs.prompt.sha256) reasons.push('Another prompt.');
  if (ours.data.manifestSha256 !== theirs.data.manifestSha256) reasons.push('Other images.');
  if (ours.counts.images !== theirs.counts.images || ours.counts.images !== ours.data.images)
    reasons.push(`${ours.counts.images} answers for ${theirs.counts.images} images.`);
  for (const key of ['minPixels', 'maxPixels', 'maxTokens', 'seed'] as const)
    if (ours.settings[key] !== theirs.settings[key]) reasons.push(`Another ${key}.`);
  reasons.push(...figuresApart(run, reference));
  return reasons;
}

function figuresApart(
  run: { manifest: RunManifest; figures: Figures },
  reference: { manifest: RunManifest; figures: Figures },
): string[] {
  const reasons: string[] = [];
  for (const key of ['accuracy', 'iou'] as const) {
    const [ours, theirs] = [run.figures[key], reference.figures[key]];
    if (ours === null || theirs === null) reasons.push(`No ${key} yet.`);
    else if (Math.abs(ours - theirs) > tolerances[key])
      reasons.push(`${key} ${ours.toFixed(4)} instead of ${theirs.toFixed(4)} (tolerance ${tolerances[key]}).`);
  }
  const share = ({ counts }: RunManifest) => counts.malformed / Math.max(1, counts.images);
  if (share(run.manifest) > share(reference.manifest) + tolerances.malformedShare)
    reasons.push('More malformed answers than the reference had.');
  return reasons;
}
