/** Image scores in falling order, so that the average precisions of all slices are one walk over the images. */
export interface ScoreRanks {
  /** images by falling score; `groupEnd[i]` is where the run of scores equal to that of `order[i]` ends */
  order: Int32Array;
  groupEnd: Int32Array;
  /** for each stratum of fakes the slices it belongs to */
  slicesOf: readonly Int32Array[];
  stratum: Uint16Array;
  slices: number;
}

/**
 * Average precision Σ (Rₖ − Rₖ₋₁)·Pₖ over distinct thresholds (scikit-learn's step form) of every slice, each image
 * counting `weight(image)` times; NaN for a slice without a fake. `into` gets one value a slice.
 */
export function averagePrecisions(ranks: ScoreRanks, weights: Float64Array | null, into: Float64Array): void {
  const { order, groupEnd, slicesOf, stratum } = ranks;
  const found = new Float64Array(ranks.slices);
  into.fill(0);
  let reals = 0;
  for (let start = 0; start < order.length; ) {
    const end = groupEnd[start]!;
    for (let i = start; i < end; i++) {
      const image = order[i]!;
      const weight = weights ? weights[image]! : 1;
      if (weight === 0) continue;
      if (stratum[image] === 0) reals += weight;
      else for (const slice of slicesOf[stratum[image]!]!) found[slice]! += weight;
    }
    for (let i = start; i < end; i++) {
      const image = order[i]!;
      const weight = weights ? weights[image]! : 1;
      if (weight === 0 || stratum[image] === 0) continue;
      for (const slice of slicesOf[stratum[image]!]!) {
        into[slice]! += (weight * found[slice]!) / (found[slice]! + reals);
      }
    }
    start = end;
  }
  for (let slice = 0; slice < into.length; slice++) into[slice]! /= found[slice]!;
}
