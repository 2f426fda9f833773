/** Image scores in falling order. Images are named by their unit, the place of their count in a resample. */
export interface ScoreOrder {
  /** [reals] units of the real images by falling score */
  reals: Int32Array;
  /** [fakes] units of the fakes by falling score */
  fakes: Int32Array;
  /** [fakes] for each how many of the real images score as high or higher */
  realsUpTo: Int32Array;
  /** 3 × [fakes], for each the place of the last one with its score: of all, of its family, of its generator */
  lastEqual: { all: Int32Array; family: Int32Array; generator: Int32Array };
  /** 2 × [fakes], for each the slices that it counts in beside slice 0, which holds all */
  familyOf: Uint16Array;
  generatorOf: Uint16Array;
  slices: number;
}

/** The average precisions `[slices]` on a resample, image with unit u counting `counts[start + u]` times. */
export type PrecisionAccumulator = (counts: Uint8Array, start: number) => Float64Array;

/** Nothing beside any count, and keeps 0 / 0 from happening. */
const epsilon = 1e-300;

/**
 * Average precision Σ (Rₖ − Rₖ₋₁)·Pₖ over distinct thresholds, scikit-learn's step form; NaN for a slice in which no fake
 * counts. All slices in two walks without a branch on ties: how many fakes are found up to each place, then each fake that
 * counts at the last of its equals. The array is used again at the next call.
 *
 * @example
 * // fakes score 0.9 and 0.4, a real image 0.6; one family and one generator: slices overall, family, generator
 * const same = Int32Array.of(0, 1);
 * const order = {
 *   reals: Int32Array.of(0),
 *   fakes: Int32Array.of(1, 2),
 *   realsUpTo: Int32Array.of(0, 1),
 *   lastEqual: { all: same, family: same, generator: same },
 *   familyOf: Uint16Array.of(1, 1),
 *   generatorOf: Uint16Array.of(2, 2),
 *   slices: 3,
 * };
 * openPrecisionAccumulator(order)(Uint8Array.of(1, 1, 1), 0)[0] // ≈ 0.833333
 * openPrecisionAccumulator(order)(Uint8Array.of(0, 1, 1), 0) // → [1, 1, 1]
 */
export function openPrecisionAccumulator(ranks: ScoreOrder): PrecisionAccumulator {
  const n = ranks.fakes.length;
  const memory = {
    above: new Int32Array(ranks.reals.length + 1),
    counted: new Int32Array(n),
    weights: new Uint8Array(n),
    foundAll: new Int32Array(n),
    foundFamily: new Int32Array(n),
    foundGenerator: new Int32Array(n),
    found: new Int32Array(ranks.slices),
    precisions: new Float64Array(ranks.slices),
  };
  return (counts, start) => walk(ranks, memory, counts, start);
}

/** Takes all arrays as locals: captured ones would be read anew at each step. */
function walk(ranks: ScoreOrder, memory: Memory, counts: Uint8Array, start: number): Float64Array {
  const { reals, fakes, realsUpTo, lastEqual, familyOf, generatorOf, slices } = ranks;
  const { above, counted, weights, foundAll, foundFamily, foundGenerator, found, precisions } = memory;
  const { all: lastOfAll, family: lastOfFamily, generator: lastOfGenerator } = lastEqual;
  let alarms = 0;
  for (let i = 0; i < reals.length; i++) {
    alarms = (alarms + counts[start + reals[i]!]!) | 0;
    above[i + 1] = alarms;
  }
  found.fill(0);
  precisions.fill(0);
  let ofAll = 0;
  let used = 0;
  for (let i = 0; i < fakes.length; i++) {
    const weight = counts[start + fakes[i]!]!;
    const ofFamily = (found[familyOf[i]!]! + weight) | 0;
    const ofGenerator = (found[generatorOf[i]!]! + weight) | 0;
    ofAll = (ofAll + weight) | 0;
    found[familyOf[i]!] = ofFamily;
    found[generatorOf[i]!] = ofGenerator;
    counted[used] = i;
    used += (weight + 255) >> 8; // 1 or 0, without a branch
    weights[i] = weight;
    foundAll[i] = ofAll;
    foundFamily[i] = ofFamily;
    foundGenerator[i] = ofGenerator;
  }
  found[0] = ofAll;
  let precision = 0;
  for (let k = 0; k < used; k++) {
    const i = counted[k]!;
    const weight = weights[i]!;
    const falseAlarms = above[realsUpTo[i]!]! + epsilon;
    const atAll = foundAll[lastOfAll[i]!]!;
    const atFamily = foundFamily[lastOfFamily[i]!]!;
    const atGenerator = foundGenerator[lastOfGenerator[i]!]!;
    precision += (weight * atAll) / (atAll + falseAlarms);
    precisions[familyOf[i]!]! += (weight * atFamily) / (atFamily + falseAlarms);
    precisions[generatorOf[i]!]! += (weight * atGenerator) / (atGenerator + falseAlarms);
  }
  precisions[0] = precision;
  for (let slice = 0; slice < slices; slice++) precisions[slice]! /= found[slice]!;
  return precisions;
}

interface Memory {
  /** [reals + 1] real images up to a place */
  above: Int32Array;
  /** [≤ fakes] places of the fakes that count */
  counted: Int32Array;
  /** [fakes] */
  weights: Uint8Array;
  /** [fakes] fakes found up to each, in its slices */
  foundAll: Int32Array;
  foundFamily: Int32Array;
  foundGenerator: Int32Array;
  /** [slices] */
  found: Int32Array;
  precisions: Float64Array;
}
