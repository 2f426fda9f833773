/** The shared bootstrap of a report: how many resamples, and the seed that they are drawn by. */
export interface Resampling {
  seed: number;
  resamples: number;
}
