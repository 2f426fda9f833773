import { describe, expect, it } from 'vitest';
import { mcnemarP } from './mcnemar.ts';

describe('mcnemarP', () => {
  it('is twice the tail: 1 against 5 gives 2·(1 + 6)/64', () => {
    expect(mcnemarP(1, 5)).toBeCloseTo(14 / 64, 14);
    expect(mcnemarP(5, 1)).toBeCloseTo(14 / 64, 14);
    expect(mcnemarP(0, 10)).toBeCloseTo(2 / 1024, 15);
  });

  it('is 1 without discordant images and when both sides are equal', () => {
    expect(mcnemarP(0, 0)).toBe(1);
    expect(mcnemarP(7, 7)).toBe(1);
  });

  it('stays a number where single terms vanish', () => {
    expect(mcnemarP(900, 1100)).toBeGreaterThan(0);
    expect(mcnemarP(900, 1100)).toBeLessThan(1e-4);
  });
});
