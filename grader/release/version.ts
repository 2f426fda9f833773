import { graderReleases } from './changelog.ts';

const [current] = graderReleases;

/** Rises with every change of a number in a report (grader/release/changelog.ts). */
export const graderVersion: string = current.version;
/** The edition of the metric definitions (docs, /docs/metrics). */
export const metricsSpec: number = current.metricsSpec;
/** Seed of the shared bootstrap resamples. */
export const defaultSeed = 20251123;
export const defaultResamples = 2000;
