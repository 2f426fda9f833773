import { describe, expect, it } from 'vitest';
import { pairedBootstrapP } from './pair-tests.ts';
import { rankEntries } from './ranking.ts';

const resamples = 2000;
/** A score that wobbles by ±0.01, in the same rhythm for all: the resamples are shared. */
const around = (value: number, own = 0) =>
  Float64Array.from({ length: resamples }, (_, k) => value + 0.01 * Math.sin(k) + own * Math.cos(k * 1.7));
const entry = (id: string, fxScore: number | null, own = 0) => ({ id, fxScore, replicates: around(fxScore ?? 0, own) });

describe('the paired bootstrap', () => {
  it('is never below 1/(B+1), and 1 for the same entry', () => {
    expect(pairedBootstrapP(around(0.6), around(0.5))).toBe(1 / (resamples + 1));
    expect(pairedBootstrapP(around(0.5), around(0.5))).toBe(1);
    expect(pairedBootstrapP(new Float64Array(3).fill(Number.NaN), around(0.5))).toBe(1);
  });

  it('doubles the smaller side', () => {
    const a = Float64Array.from({ length: 100 }, (_, k) => (k < 10 ? -1 : 1));
    expect(pairedBootstrapP(a, new Float64Array(100))).toBeCloseTo(21 / 101, 12);
  });
});

describe('ranks', () => {
  it('puts what differs clearly in ranges of one, each in a tier of its own', () => {
    const { places } = rankEntries([entry('low', 0.2), entry('high', 0.8), entry('mid', 0.5)]);
    expect(places.get('high')).toEqual({ rank: 1, bestRank: 1, worstRank: 1, tier: 1 });
    expect(places.get('mid')).toEqual({ rank: 2, bestRank: 2, worstRank: 2, tier: 2 });
    expect(places.get('low')).toEqual({ rank: 3, bestRank: 3, worstRank: 3, tier: 3 });
  });

  it('separates what differs clearly among any number of entries', () => {
    const many = Array.from({ length: 40 }, (_, k) => ({
      ...entry(`e${k}`, 0.9 - k * 0.02),
      replicates: around(0.9 - k * 0.02, 0.0005 * k),
    }));
    const { places } = rankEntries(many);
    for (const [k, { id }] of many.entries()) expect(places.get(id)?.tier, id).toBe(k + 1);
  });

  it('gives entries that do not differ significantly the same tier and overlapping ranges', () => {
    const { places } = rankEntries([entry('a', 0.8, 0.05), entry('b', 0.799), entry('c', 0.2)]);
    expect(places.get('a')).toEqual({ rank: 1, bestRank: 1, worstRank: 2, tier: 1 });
    expect(places.get('b')).toEqual({ rank: 2, bestRank: 1, worstRank: 2, tier: 1 });
    expect(places.get('c')).toEqual({ rank: 3, bestRank: 3, worstRank: 3, tier: 2 });
  });

  it('shares the rank of equal scores and leaves out what has none', () => {
    const { places } = rankEntries([entry('a', 0.5), entry('b', 0.5), entry('none', null)]);
    expect([...places.keys()].sort()).toEqual(['a', 'b']);
    expect([places.get('a')?.rank, places.get('b')?.rank]).toEqual([1, 1]);
  });
});
