import { z } from 'zod';
import { splits } from '#submissions/terms.ts';
import { responseFailures } from './response.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * The settings of a stored run. They are looser than what a new run is given (reproduce/run-choice.ts, with the one rule
 * for names): a run stays readable, and can be scored again, when a rule for new ones becomes stricter.
 */
export const runSettings = z.strictObject({
  split: z.enum(splits),
  /** as the model server calls it */
  model: z.string().min(1),
  /** as the boards call it */
  method: z.string().min(1),
  prompt: z.string().min(1),
  minPixels: z.number().int().positive(),
  maxPixels: z.number().int().positive(),
  maxTokens: z.number().int().positive(),
  seed: z.number().int(),
  concurrency: z.number().int().min(1).max(512),
});
export type RunSettings = z.infer<typeof runSettings>;

/** Answers by what is wrong with them. */
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
  code: z.strictObject({
    commit: z.string().nullable(),
    dirty: z.boolean().nullable(),
    node: z.string(),
    /** of package-lock.json */
    lockSha256: sha256.nullable().default(null),
  }),
  /** how many environments (code, engine, libraries, hardware) its answers come from; the manifest describes the last */
  environments: z.number().int().default(1),
  data: z.strictObject({ name: z.string().nullable(), manifestSha256: sha256, images: z.number().int() }),
  prompt: z.strictObject({ id: z.string(), sha256 }),
  /** hash of every weight and processor file */
  model: z.record(z.string(), sha256),
  /** where the weights came from: `repo@revision`; null for a folder */
  source: z.string().nullable().default(null),
  engine: z.strictObject({
    name: z.string(),
    version: z.string().nullable(),
    device: z.string().nullable(),
    /** its command line, without folder and port */
    flags: z.array(z.string()).default([]),
  }),
  /** the server's machine; null where it is not this one */
  hardware: z
    .strictObject({ cpu: z.string(), cores: z.number().int(), memoryGiB: z.number(), gpus: z.array(z.string()) })
    .nullable()
    .default(null),
  libraries: z.record(z.string(), z.string()),
  responsesSha256: sha256,
  predictionsSha256: sha256,
  counts: answerCounts,
  startedAt: z.iso.datetime(),
  seconds: z.number(),
});
export type RunManifest = z.infer<typeof runManifest>;

/** The part of a manifest that describes the model and its server. */
export interface ModelFacts extends Pick<RunManifest, 'source' | 'engine' | 'libraries' | 'hardware'> {
  /** file name → SHA-256 of weights and processor; empty where the runner has no access to them */
  files: RunManifest['model'];
}
