import { seededRandom } from './seeded-random.ts';

/**
 * A fold for each group of images; `groups[g]` lists the strata of its images. Groups go, large ones first and
 * otherwise in random order, to the fold that has the fewest images of their strata, then the fewest of all.
 */
export function assignFolds(
  groups: readonly (readonly string[])[],
  { folds, seed }: { folds: number; seed: number },
): number[] {
  const random = seededRandom(seed, 'folds');
  const order = random
    .shuffled(groups.map((_, g) => g))
    .sort((a, b) => (groups[b]?.length ?? 0) - (groups[a]?.length ?? 0));
  const perStratum = new Map<string, number[]>();
  const total = new Array<number>(folds).fill(0);
  const countsOf = (stratum: string): number[] => {
    const known = perStratum.get(stratum) ?? new Array<number>(folds).fill(0);
    perStratum.set(stratum, known);
    return known;
  };
  const chosen: number[] = new Array(groups.length);
  for (const g of order) {
    const strata = groups[g] ?? [];
    const load = (fold: number) => strata.reduce((sum, stratum) => sum + (countsOf(stratum)[fold] ?? 0), 0);
    const candidates = random.shuffled(total.map((_, fold) => fold));
    const [best = 0] = candidates.sort((a, b) => load(a) - load(b) || (total[a] ?? 0) - (total[b] ?? 0));
    chosen[g] = best;
    total[best] = (total[best] ?? 0) + strata.length;
    for (const stratum of strata) countsOf(stratum)[best] = (countsOf(stratum)[best] ?? 0) + 1;
  }
  return chosen;
}
