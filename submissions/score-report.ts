import { z } from 'zod';
import { metricKeys } from './scorecard.ts';

const keys = z.enum(metricKeys);
const count = z.number().int().nonnegative();

/** One slice of a report. `metrics` holds every key; null means there was nothing to measure. */
export const sliceReport = z
  .strictObject({
    n: count,
    fakes: count,
    reals: count,
    metrics: z.record(keys, z.number().nullable()),
    /** 95% intervals [low, high]; a key is absent where no interval is defined */
    intervals: z.partialRecord(keys, z.tuple([z.number(), z.number()])),
  })
  .meta({ id: 'SliceReport' });
export type SliceReport = z.infer<typeof sliceReport>;

const datasetReference = z
  .strictObject({ name: z.string(), version: z.string(), split: z.string(), truthSha256: z.string() })
  .meta({ id: 'DatasetReference' });

/** The grader's report on one submission. Slice names: `overall`, `family:F`, `generator:G`. */
export const scoreReport = z
  .strictObject({
    graderVersion: z.string(),
    metricsSpec: z.number().int(),
    dataset: datasetReference,
    predictionsSha256: z.string(),
    seed: z.number().int(),
    slices: z.record(z.string(), sliceReport),
  })
  .meta({ id: 'ScoreReport' });
export type ScoreReport = z.infer<typeof scoreReport>;
