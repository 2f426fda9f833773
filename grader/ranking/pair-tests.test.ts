import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairAt, pairedBootstrapP, rankingP, testPairs } from './pair-tests.ts';
import { type Contender, rankEntries } from './ranking.ts';

/** Ranks by the definition: every pair tested, Holm's procedure written out, sets in place of tables. */
function rankPlainly(contenders: readonly Contender[]) {
  const ranked = contenders.filter((each) => each.fxScore !== null).sort((a, b) => b.fxScore! - a.fxScore!);
  const pairs = ranked.flatMap((a, i) =>
    ranked.slice(i + 1).map((b) => ({ key: `${a.id} ${b.id}`, p: rankingP(a.replicates, b.replicates) })),
  );
  const significant = new Set<string>();
  for (const [k, { key, p }] of pairs.sort((a, b) => a.p - b.p).entries()) {
    if (p > 0.05 / (pairs.length - k)) break;
    significant.add(key);
  }
  const isBetter = (a: Contender | undefined, b: Contender) => significant.has(`${a?.id} ${b.id}`);
  let opener = ranked[0];
  let tier = 1;
  return ranked.map((each) => {
    if (isBetter(opener, each)) {
      opener = each;
      tier++;
    }
    const place = {
      rank: 1 + ranked.findIndex(({ fxScore }) => fxScore === each.fxScore),
      bestRank: 1 + ranked.filter((other) => isBetter(other, each)).length,
      worstRank: ranked.length - ranked.filter((other) => isBetter(each, other)).length,
      tier,
    };
    return [each.id, place] as const;
  });
}

const resamples = 400;
interface Level {
  fxScore: number | null;
  phase: number;
  spread: number;
  gaps: number;
}
const level: fc.Arbitrary<Level> = fc.record({
  fxScore: fc.option(
    fc.integer({ min: 0, max: 12 }).map((steps) => steps / 20),
    { freq: 8 },
  ),
  phase: fc.integer({ min: 0, max: 6 }),
  spread: fc.constantFrom(0, 0.01, 0.1),
  gaps: fc.constantFrom(0, 0, 0, 7, 1),
});

/** Values on a coarse grid, so that ties are common; every `gaps`-th resample cannot be measured. */
function contender(id: string, { fxScore, phase, spread, gaps }: Level): Contender {
  const value = (k: number) => Math.round(50 * ((fxScore ?? 0) + spread * Math.sin(k * 1.3 + phase))) / 50;
  const replicates = Float64Array.from({ length: resamples }, (_, k) =>
    gaps && k % gaps === 0 ? Number.NaN : value(k),
  );
  return { id, fxScore, replicates };
}

describe('the tests of all pairs', () => {
  it('stand where pairAt says, each as rankingP says', () => {
    fc.assert(
      fc.property(fc.array(level, { maxLength: 8 }), (levels) => {
        const entries = levels.map((each, index) => contender(`e${index}`, each));
        const { p } = testPairs(entries);
        expect(p).toHaveLength((entries.length * (entries.length - 1)) / 2);
        for (const [i, a] of entries.entries()) {
          for (const [k, b] of entries.entries()) {
            if (i < k) expect(p[pairAt(i, k, entries.length)]).toBe(rankingP(a.replicates, b.replicates));
          }
        }
      }),
    );
  });

  it('takes over what is known of two ids and tests only what is new', () => {
    const [a, b, c] = [0.1, 0.5, 0.9].map((fxScore, index) =>
      contender(`e${index}`, { fxScore, phase: 0, spread: 0.01, gaps: 0 }),
    );
    const known = { ...testPairs([a!, b!, c!]), p: Float64Array.of(0.11, 0.22, 0.33) };
    const fresh = contender('new', { fxScore: 0.5, phase: 0, spread: 0.01, gaps: 0 });
    const { p } = testPairs([c!, fresh, a!], known);
    expect([p[0], p[2]]).toEqual([
      rankingP(c!.replicates, fresh.replicates),
      rankingP(fresh.replicates, a!.replicates),
    ]);
    expect(p[1]).toBe(0.22);
  });
});

describe('the p-value that boards rank by', () => {
  it('is the bootstrap’s where a resample turns the two round, and else no larger', () => {
    fc.assert(
      fc.property(level, level, (one, other) => {
        const [a, b] = [contender('a', one).replicates, contender('b', other).replicates];
        const [p, floor] = [pairedBootstrapP(a, b), 1 / (a.filter((v, k) => !Number.isNaN(v - b[k]!)).length + 1)];
        if (p > floor) expect(rankingP(a, b)).toBe(p);
        else expect(rankingP(a, b)).toBeLessThanOrEqual(p);
      }),
    );
  });

  it('stays at the floor where the differences have no spread, or few could be measured', () => {
    const level = new Float64Array(resamples);
    expect(
      rankingP(
        level.map(() => 0.1),
        level,
      ),
    ).toBe(1 / (resamples + 1));
    const few = Float64Array.from({ length: resamples }, (_, k) => (k < 3 ? 1 + k / 100 : Number.NaN));
    expect(rankingP(few, level)).toBe(1 / 4);
  });

  it('is the normal tail of five standard deviations when they lie five apart', () => {
    const wobble = (k: number) => Math.SQRT2 * Math.sin((2 * Math.PI * (k + 0.5)) / resamples); // variance 1
    const a = Float64Array.from({ length: resamples }, (_, k) => 5 + wobble(k));
    expect(rankingP(a, new Float64Array(resamples))).toBeCloseTo(5.733e-7, 10); // math.erfc(5 / sqrt(2))
  });
});

describe('ranks', () => {
  it('are those of the plain definition, from scratch and after entries came, went and changed', () => {
    fc.assert(
      fc.property(fc.array(level, { maxLength: 12 }), fc.array(level, { maxLength: 4 }), (before, changed) => {
        const old = before.map((each, index) => contender(`e${index}`, each));
        const first = rankEntries(old);
        expect([...first.places]).toEqual(rankPlainly(old));
        const next = [...changed.map((each, index) => contender(`new${index}`, each)), ...old.slice(2).reverse()];
        expect([...rankEntries(next, first.tests).places]).toEqual(rankPlainly(next));
      }),
      { numRuns: 300 },
    );
  });
});
