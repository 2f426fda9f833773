import { describe, expect, it } from 'vitest';
import { rankSum } from './rank-sum.ts';

describe('rankSum', () => {
  it('is worked by hand without ties', () => {
    // ranks of the fakes 2, 4, 5: U = 11 − 6 = 5 of 6; variance 3·2·6/12 = 3
    const found = rankSum([10, 20, 30, 40, 50], [false, true, false, true, true]);
    expect(found?.auroc).toBeCloseTo(5 / 6, 12);
    expect(found?.z).toBeCloseTo(2 / Math.sqrt(3), 12);
  });

  it('counts ties half and shrinks the variance for them', () => {
    // values 1 1 2 2, fakes one of each: U = 2 of 4; variance 4/12·(5 − 12/12) = 4/3
    expect(rankSum([1, 1, 2, 2], [true, false, true, false])).toEqual({ auroc: 0.5, z: 0 });
    expect(rankSum([1, 1, 2, 2], [false, false, true, true])?.z).toBeCloseTo(2 / Math.sqrt(4 / 3), 12);
  });

  it('is null for one label or of one value', () => {
    expect(rankSum([1, 2], [true, true])).toBeNull();
    expect(rankSum([3, 3, 3], [true, false, true])).toBeNull();
    expect(rankSum([], [])).toBeNull();
  });
});
