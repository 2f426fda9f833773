import { sharedColumn } from './columns/growing.ts';
import { drawCounts, tile } from './metrics/bootstrap.ts';
import { planUnits, type UnitPlan } from './metrics/units.ts';
import type { TruthPack } from './pack.ts';
import type { Resampling } from './replicates.ts';

/**
 * How often each unit is drawn in each resample: the same for all submissions on a truth, so it is drawn once and kept
 * where that takes little memory.
 */
export interface Draws extends Resampling {
  plan: UnitPlan;
  /** resample after resample, filled up to a whole tile; null: drawn anew where they are needed */
  counts: Uint16Array | null;
}

const mostBytes = 2 ** 26;

/** Room for the draws on a truth. */
export function emptyDraws(truth: TruthPack, { seed, resamples }: Resampling): Draws {
  const plan = planUnits(truth);
  const drawn = Math.ceil(resamples / tile) * tile * plan.total;
  return { seed, resamples, plan, counts: 2 * drawn <= mostBytes ? sharedColumn(Uint16Array, drawn) : null };
}

/** Draws the tiles of the resamples `from…to`, a multiple of the tile each, where the draws are kept. */
export function fillDraws({ plan, counts, seed }: Draws, { from, to }: { from: number; to: number }): void {
  if (!counts) return;
  for (let first = from; first < to; first += tile) drawTile(counts, first * plan.total, { plan, seed, first });
}

/** Draws the resamples `first…first + tile` of all strata into `counts[at…]`. */
export function drawTile(
  counts: Uint16Array,
  at: number,
  { plan, seed, first }: { plan: UnitPlan; seed: number; first: number },
): void {
  for (let r = 0; r < tile; r++) {
    for (const [stratum, { units, start }] of plan.strata.entries()) {
      drawCounts(counts, { at: at + r * plan.total + start, units }, { seed, resample: first + r, stratum });
    }
  }
}
