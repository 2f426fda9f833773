import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignFolds } from './folds.ts';
import { joinPairs } from './near-identical.ts';

describe('assignFolds', () => {
  it('spreads the images of each stratum over the folds to within one', () => {
    const strata = fc.array(fc.constantFrom('a|coco', 'b|coco', '|imagenet'), { maxLength: 60 });
    fc.assert(
      fc.property(strata, fc.integer({ min: 2, max: 5 }), fc.nat(), (list, folds, seed) => {
        const foldOf = assignFolds(
          list.map((stratum) => [stratum]),
          { folds, seed },
        );
        for (const stratum of new Set(list)) {
          const counts = Array.from(
            { length: folds },
            (_, f) => list.filter((s, i) => s === stratum && foldOf[i] === f).length,
          );
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same folds for the same seed and others for another', () => {
    const groups = Array.from({ length: 40 }, () => ['x']);
    expect(assignFolds(groups, { folds: 4, seed: 1 })).toEqual(assignFolds(groups, { folds: 4, seed: 1 }));
    expect(assignFolds(groups, { folds: 4, seed: 1 })).not.toEqual(assignFolds(groups, { folds: 4, seed: 2 }));
  });
});

describe('joinPairs', () => {
  it('joins what is joined through others', () => {
    expect(
      joinPairs(6, [
        [4, 1],
        [1, 3],
        [5, 0],
      ]),
    ).toEqual([[0, 5], [1, 3, 4], [2]]);
    expect(joinPairs(0, [])).toEqual([]);
  });
});
