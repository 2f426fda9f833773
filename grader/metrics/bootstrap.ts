import { drawIndex, streamKey } from './random.ts';
import type { StratumUnits } from './units.ts';

/** How many resamples are drawn and summed at a time. */
export const tile = 4;

/**
 * How often each unit of a stratum is drawn in one resample, into `counts[at…at+units)`: as many draws with replacement
 * as there are units. Depends on seed, resample, stratum and the number of units only, so that all submissions on a
 * truth share their resamples. A count above 255 would not fit, and has a probability below 1/256!.
 *
 * @example
 * const counts = new Uint8Array(5);
 * drawCounts(counts, { at: 1, units: 4 }, { seed: 1, resample: 0, stratum: 0 });
 * counts.reduce((sum, count) => sum + count, 0) // → 4
 * counts[0] // → 0
 */
export function drawCounts(
  counts: Uint8Array,
  { at, units }: { at: number; units: number },
  stream: { seed: number; resample: number; stratum: number },
): void {
  counts.fill(0, at, at + units);
  const key = streamKey(stream.seed, stream.resample, stream.stratum);
  for (let draw = 0; draw < units; draw++) counts[at + drawIndex(key, draw, units)]!++;
}

/**
 * The sums of a stratum's columns over {@link tile} resamples: their counts stand one after the other in `counts`, from
 * `at` on and `stride` apart. `stratum.columns: [width × units]` column by column, width a multiple of four; the sums of
 * resample r go to `sums: [tile × width]` from r·width on. Four columns by four resamples at a time stay in registers.
 *
 * @example
 * const stratum = { units: 2, start: 0, width: 4, columns: Float64Array.of(1, 2, 10, 20, 0, 0, 0, 0) };
 * const sums = new Float64Array(16);
 * sumTile(sums, Uint8Array.of(1, 1, 2, 0, 0, 2, 0, 0), stratum, { at: 0, stride: 2 });
 * sums // → [3, 30, 0, 0, 2, 20, 0, 0, 4, 40, 0, 0, 0, 0, 0, 0]
 */
export function sumTile(
  sums: Float64Array,
  counts: Uint8Array,
  stratum: Pick<StratumUnits, 'units' | 'columns' | 'width'>,
  { at, stride }: { at: number; stride: number },
): void {
  const { units, columns, width } = stratum;
  const w0 = at;
  const w1 = w0 + stride;
  const w2 = w1 + stride;
  const w3 = w2 + stride;
  for (let c = 0; c < width; c += 4) {
    const v0 = c * units;
    const v1 = v0 + units;
    const v2 = v1 + units;
    const v3 = v2 + units;
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    let b0 = 0;
    let b1 = 0;
    let b2 = 0;
    let b3 = 0;
    let c0 = 0;
    let c1 = 0;
    let c2 = 0;
    let c3 = 0;
    let d0 = 0;
    let d1 = 0;
    let d2 = 0;
    let d3 = 0;
    for (let i = 0; i < units; i++) {
      const x0 = counts[w0 + i]!;
      const x1 = counts[w1 + i]!;
      const x2 = counts[w2 + i]!;
      const x3 = counts[w3 + i]!;
      const y0 = columns[v0 + i]!;
      a0 += x0 * y0;
      b0 += x1 * y0;
      c0 += x2 * y0;
      d0 += x3 * y0;
      const y1 = columns[v1 + i]!;
      a1 += x0 * y1;
      b1 += x1 * y1;
      c1 += x2 * y1;
      d1 += x3 * y1;
      const y2 = columns[v2 + i]!;
      a2 += x0 * y2;
      b2 += x1 * y2;
      c2 += x2 * y2;
      d2 += x3 * y2;
      const y3 = columns[v3 + i]!;
      a3 += x0 * y3;
      b3 += x1 * y3;
      c3 += x2 * y3;
      d3 += x3 * y3;
    }
    let at = c;
    sums[at] = a0;
    sums[at + 1] = a1;
    sums[at + 2] = a2;
    sums[at + 3] = a3;
    at += width;
    sums[at] = b0;
    sums[at + 1] = b1;
    sums[at + 2] = b2;
    sums[at + 3] = b3;
    at += width;
    sums[at] = c0;
    sums[at + 1] = c1;
    sums[at + 2] = c2;
    sums[at + 3] = c3;
    at += width;
    sums[at] = d0;
    sums[at + 1] = d1;
    sums[at + 2] = d2;
    sums[at + 3] = d3;
  }
}
