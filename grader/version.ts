/** Rises with every change of a number in a report; tests/golden holds what each version says. */
export const graderVersion = '1.0.0';
/** The edition of the metric definitions (docs, /docs/metrics). */
export const metricsSpec = 1;
/** Seed of the shared bootstrap resamples. */
export const defaultSeed = 20251123;
export const defaultResamples = 2000;
