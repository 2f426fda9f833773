import { percentileInterval } from '#grader/metrics/percentile.ts';
import { type Replicates, replicateKeys, replicatesOf } from './replicates.ts';

/**
 * In place of intervals, where none are wanted: NaN, [slices × keys × 2].
 *
 * @example
 * noBounds(1).every(Number.isNaN) // → true
 */
export function noBounds(slices: number): Float64Array {
  return new Float64Array(2 * slices * replicateKeys.length).fill(Number.NaN);
}

/**
 * Intervals of the slices `from…to`: [slices × keys × 2], low and high; NaN where there is none.
 *
 * @example
 * const replicates = emptyReplicates(1, 41);
 * replicatesOf(replicates, 0, 'iou').set(Float64Array.from({ length: 41 }, (_, i) => i / 64));
 * const at = 2 * replicateKeys.indexOf('iou');
 * boundSlices(replicates, { from: 0, to: 1 }).slice(at, at + 2) // ≈ [0.015625, 0.609375]
 */
export function boundSlices(replicates: Replicates, { from, to }: { from: number; to: number }): Float64Array {
  const bounds = new Float64Array(2 * (to - from) * replicateKeys.length);
  let at = 0;
  for (let slice = from; slice < to; slice++) {
    for (const key of replicateKeys) {
      const interval = percentileInterval(replicatesOf(replicates, slice, key));
      bounds[at++] = interval?.[0] ?? Number.NaN;
      bounds[at++] = interval?.[1] ?? Number.NaN;
    }
  }
  return bounds;
}
