import { type Fingerprint, hammingDistance } from './fingerprint.ts';

/**
 * Measured on the drawn data set: re-encoded and scaled copies lie up to 11 of 64 bits apart (most of them 0 to 4), so the
 * hash alone would take plain pictures for each other; their thumbnails differ by at most 1.2 of 255, those of
 * different pictures with a like hash by 3.2 and more.
 */
const nearBits = 12;
const nearGrey = 2;

export function isNearIdentical(a: Fingerprint, b: Fingerprint): boolean {
  return hammingDistance(a.hash, b.hash) <= nearBits && meanDifference(a.thumbnail, b.thumbnail) <= nearGrey;
}

/** Mean difference of two thumbnails, the difference of their brightness left out. */
function meanDifference(a: Float64Array, b: Float64Array): number {
  const brighter = (sumOf(a) - sumOf(b)) / a.length;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]! - brighter);
  return sum / a.length;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** All pairs of places [i, j], i < j, of near-identical images. O(n²) comparisons of hashes: about a second for 18,000. */
export function nearIdenticalPairs(prints: readonly Fingerprint[]): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < prints.length; i++) {
    for (let j = i + 1; j < prints.length; j++) if (isNearIdentical(prints[i]!, prints[j]!)) pairs.push([i, j]);
  }
  return pairs;
}

/** The groups that pairs join n places into (union-find), in the order of their first place; most are of one. */
export function joinPairs(n: number, pairs: readonly (readonly [number, number])[]): number[][] {
  const parent = Array.from({ length: n }, (_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parent[root]! !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  };
  for (const [a, b] of pairs) {
    const [first, second] = [rootOf(a), rootOf(b)];
    parent[Math.max(first, second)] = Math.min(first, second);
  }
  const groups = new Map<number, number[]>();
  for (let i = 0; i < n; i++) groups.set(rootOf(i), [...(groups.get(rootOf(i)) ?? []), i]);
  return [...groups.values()];
}
