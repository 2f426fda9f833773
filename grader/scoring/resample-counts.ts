import { sharedColumn } from '#grader/arrays/shared.ts';
import { drawCounts, tile } from '#grader/metrics/bootstrap.ts';
import { planUnits, type UnitPlan } from '#grader/metrics/units.ts';
import type { TruthPack } from '#grader/truth/pack.ts';
import type { Resampling } from './resampling.ts';

/**
 * How often each unit is drawn in each resample: the same for all submissions on a truth, so it is drawn once and kept
 * where that takes little memory.
 */
export interface ResampleCounts extends Resampling {
  plan: UnitPlan;
  /** [resamples × units], filled up to a whole tile; null: drawn anew where they are needed */
  counts: Uint8Array | null;
}

const mostBytes = 2 ** 26;

/**
 * The resample counts of a truth; equal for equal seed, resamples and sizes of strata.
 *
 * @example
 * // truth: tests/example-images.ts, strata of 2, 1 and 1 images
 * const { counts } = drawResampleCounts(truth, { seed: 1, resamples: 4 });
 * counts.length // → 16
 * [counts[0] + counts[1], counts[2], counts[3]] // → [2, 1, 1]
 */
export function drawResampleCounts(truth: TruthPack, { seed, resamples }: Resampling): ResampleCounts {
  const plan = planUnits(truth);
  const drawn = Math.ceil(resamples / tile) * tile * plan.total;
  const counts = drawn <= mostBytes ? sharedColumn(Uint8Array, drawn) : null;
  if (counts) {
    for (let first = 0; first < resamples; first += tile) {
      drawCountTile(counts, first * plan.total, { plan, seed, first });
    }
  }
  return { seed, resamples, plan, counts };
}

/**
 * Draws the resamples `first…first + tile` of all strata into `counts[at…]`, one after the other.
 *
 * @example
 * const counts = new Uint8Array(4 * 3);
 * const plan = { strata: [{ units: 3, start: 0 }], total: 3, single: true };
 * drawCountTile(counts, 0, { plan, seed: 1, first: 0 });
 * counts.reduce((sum, count) => sum + count, 0) // → 12
 */
export function drawCountTile(
  counts: Uint8Array,
  at: number,
  { plan, seed, first }: { plan: UnitPlan; seed: number; first: number },
): void {
  for (let r = 0; r < tile; r++) {
    for (const [stratum, { units, start }] of plan.strata.entries()) {
      drawCounts(counts, { at: at + r * plan.total + start, units }, { seed, resample: first + r, stratum });
    }
  }
}
