import { type Fingerprint, hammingDistance } from './fingerprint.ts';

/** At most this many of 64 bits apart … */
export const nearBits = 4;
/** … and thumbnails this close on average (of 255): two photographs of one motif stay two. */
const nearGrey = 6;

export function isNearIdentical(a: Fingerprint, b: Fingerprint): boolean {
  return hammingDistance(a.hash, b.hash) <= nearBits && meanDifference(a.thumbnail, b.thumbnail) <= nearGrey;
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
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
