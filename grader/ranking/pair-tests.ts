import { twoSidedP } from '#grader/metrics/normal.ts';

/** One entry's side of a paired test. */
export interface Tested {
  /** of the score: pairs of another id are tested anew */
  id: string;
  /** [resamples] fxScore on the resamples that all share, in the same order; NaN where there was nothing to measure */
  replicates: Float64Array;
}

/** The p-value of every pair of a list of entries. */
export interface PairTests {
  ids: readonly string[];
  /** [n (n − 1) / 2] pair (i, k), i < k, stands at {@link pairAt} */
  p: Float64Array;
}

const noPairs: PairTests = { ids: [], p: new Float64Array(0) };

/** Where the pair of the entries i < k out of n stands. */
export function pairAt(i: number, k: number, n: number): number {
  return i * n - (i * (i + 1)) / 2 + k - i - 1;
}

/**
 * Tests every pair on the shared resamples. P-values that `known` has of two entries with these ids are taken over, so
 * that a new entry among N costs N tests.
 */
export function testPairs(entries: readonly Tested[], known: PairTests = noPairs): PairTests {
  const n = entries.length;
  const p = new Float64Array((n * (n - 1)) / 2);
  const places = new Map(known.ids.map((id, place) => [id, place]));
  const before = entries.map(({ id }) => places.get(id) ?? -1);
  const samples = entries.map(({ replicates }) => ({ replicates, ...rangeOf(replicates) }));
  for (let i = 0, at = 0; i < n; i++) {
    for (let k = i + 1; k < n; k++, at++) {
      const [x, y] = [before[i]!, before[k]!];
      if (x >= 0 && y >= 0) p[at] = known.p[pairAt(Math.min(x, y), Math.max(x, y), known.ids.length)]!;
      else p[at] = testPair(samples[i]!, samples[k]!);
    }
  }
  return { ids: entries.map(({ id }) => id), p };
}

interface Sample {
  replicates: Float64Array;
  /** lowest and highest; both NaN where a resample could not be measured, or there is none */
  low: number;
  high: number;
}

function rangeOf(replicates: Float64Array): Omit<Sample, 'replicates'> {
  let low = replicates[0] ?? Number.NaN;
  let high = low;
  for (let k = 1; k < replicates.length; k++) {
    const value = replicates[k]!;
    if (value < low) low = value;
    else if (value > high) high = value;
    else if (Number.isNaN(value)) return { low: value, high: value };
  }
  return { low, high };
}

/** As {@link rankingP}, faster where all was measured. */
function testPair(a: Sample, b: Sample): number {
  if (Number.isNaN(a.low) || Number.isNaN(b.low)) return rankingP(a.replicates, b.replicates);
  const { length } = a.replicates;
  const lieApart = a.low > b.high || a.high < b.low;
  const p = lieApart ? floorOf(length) : pairedBootstrapPOfWhole(a.replicates, b.replicates);
  return p > floorOf(length) ? p : Math.min(p, tailP(a.replicates, b.replicates));
}

/**
 * The p-value that boards rank by: the paired bootstrap's, and where no resample reverses the two, so that it has come
 * to its floor, the tail of a normal distribution with the mean and standard deviation of their differences (Efron &
 * Tibshirani 1993, section 13.3), if that is smaller. Without it no pair of a board of 15 could pass Holm's correction.
 */
export function rankingP(a: Float64Array, b: Float64Array): number {
  const p = pairedBootstrapP(a, b);
  const isMeasured = (_: number, k: number) => !Number.isNaN(a[k]! - b[k]!);
  const [x, y] = [a.filter(isMeasured), b.filter(isMeasured)];
  return x.length === 0 || p > floorOf(x.length) ? p : Math.min(p, tailP(x, y));
}

/** A standard deviation of fewer resamples is no evidence of a tail. */
const fewestForTail = 200;

/** The smallest p-value that so many resamples can give. */
function floorOf(resamples: number): number {
  return 1 / (resamples + 1);
}

/**
 * The normal tail of the mean difference; 1 where all differences are alike, which have no spread. None is NaN. Four sums
 * at a time, which need not wait for each other.
 */
function tailP(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const first = a[0]! - b[0]!; // taken off: the squares of small numbers don't swallow the spread
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let q0 = 0;
  let q1 = 0;
  let q2 = 0;
  let q3 = 0;
  let k = 0;
  for (; k + 3 < n; k += 4) {
    const d0 = a[k]! - b[k]! - first;
    const d1 = a[k + 1]! - b[k + 1]! - first;
    const d2 = a[k + 2]! - b[k + 2]! - first;
    const d3 = a[k + 3]! - b[k + 3]! - first;
    s0 += d0;
    s1 += d1;
    s2 += d2;
    s3 += d3;
    q0 += d0 * d0;
    q1 += d1 * d1;
    q2 += d2 * d2;
    q3 += d3 * d3;
  }
  for (; k < n; k++) {
    const d = a[k]! - b[k]! - first;
    s0 += d;
    q0 += d * d;
  }
  const mean = (s0 + s1 + s2 + s3) / n;
  const variance = Math.max(0, (q0 + q1 + q2 + q3) / n - mean * mean);
  const distance = first + mean;
  if (n < fewestForTail || variance <= 1e-24 * distance * distance) return 1;
  return twoSidedP(Math.abs(distance) / Math.sqrt(variance));
}

/**
 * Two-sided p-value of the paired bootstrap: twice the smaller share of resamples on either side of no difference, a tie
 * counting for both, never below 1/(B+1). Resamples that one of them cannot measure (NaN) are left out; 1 without any.
 */
export function pairedBootstrapP(a: Float64Array, b: Float64Array): number {
  let above = 0;
  let below = 0;
  let counted = 0;
  for (let k = 0; k < a.length; k++) {
    const difference = a[k]! - b[k]!;
    if (Number.isNaN(difference)) continue;
    counted++;
    if (difference >= 0) above++;
    if (difference <= 0) below++;
  }
  return pFrom(above, below, counted);
}

/** The same where every resample could be measured: without a branch, three times as fast. */
function pairedBootstrapPOfWhole(a: Float64Array, b: Float64Array): number {
  let greater = 0;
  let less = 0;
  for (let k = 0; k < a.length; k++) {
    const x = a[k]!;
    const y = b[k]!;
    greater = (greater + (+(x > y) | 0)) | 0; // “| 0” keeps it in whole numbers
    less = (less + (+(x < y) | 0)) | 0;
  }
  return pFrom(a.length - less, a.length - greater, a.length);
}

function pFrom(above: number, below: number, counted: number): number {
  if (counted === 0) return 1;
  return Math.min(1, (2 * Math.min(above, below) + 1) / (counted + 1));
}
