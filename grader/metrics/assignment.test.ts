import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestAssignment, mostPairs } from './assignment.ts';

const table = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })).chain(([rows, columns]) =>
  fc.record({
    rows: fc.constant(rows),
    columns: fc.constant(columns),
    weights: fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: rows * columns,
      maxLength: rows * columns,
    }),
  }),
);

/** The value of the best way to give each row a column or none, by trying all of them. */
function tryAll(rows: number, columns: number, worth: (row: number, column: number) => number): number {
  const from = (row: number, taken: number): number => {
    if (row === rows) return 0;
    let best = from(row + 1, taken);
    for (let column = 0; column < columns; column++) {
      if (taken & (1 << column)) continue;
      best = Math.max(best, worth(row, column) + from(row + 1, taken | (1 << column)));
    }
    return best;
  };
  return from(0, 0);
}

describe('bestAssignment', () => {
  it('prefers the larger sum to the largest first choice', () => {
    // greedy would take 0.9 and be left with 0.1; the best is 0.8 + 0.7
    expect(bestAssignment(Float64Array.of(0.9, 0.8, 0.7, 0.1), 2, 2)).toBe(1.5);
  });

  it('is 0 without rows or columns', () => {
    expect(bestAssignment(new Float64Array(0), 0, 3)).toBe(0);
    expect(bestAssignment(new Float64Array(0), 3, 0)).toBe(0);
  });

  it('reaches what trying all assignments reaches', () => {
    fc.assert(
      fc.property(table, ({ rows, columns, weights }) => {
        const best = tryAll(rows, columns, (row, column) => weights[row * columns + column]!);
        expect(bestAssignment(Float64Array.from(weights), rows, columns)).toBeCloseTo(best, 12);
      }),
    );
  });

  it('does not care for the order of rows, to the last digit of a sum', () => {
    fc.assert(
      fc.property(table, ({ rows, columns, weights }) => {
        const turned = Array.from({ length: rows }, (_, row) =>
          weights.slice((rows - 1 - row) * columns, (rows - row) * columns),
        ).flat();
        const [one, other] = [weights, turned].map((w) => bestAssignment(Float64Array.from(w), rows, columns));
        expect(one).toBeCloseTo(other!, 12);
      }),
    );
  });
});

describe('mostPairs', () => {
  it('moves an earlier pair to make room for another', () => {
    // the first row likes both columns, the second only the first column
    expect(mostPairs(Float64Array.of(0.5, 0.5, 0.5, 0), 2, 2, 0.3)).toBe(2);
  });

  it('finds what trying all pairings finds', () => {
    fc.assert(
      fc.property(table, fc.double({ min: 0.01, max: 1, noNaN: true }), ({ rows, columns, weights }, least) => {
        const most = tryAll(rows, columns, (row, column) => Number(weights[row * columns + column]! >= least));
        expect(mostPairs(Float64Array.from(weights), rows, columns, least)).toBe(most);
      }),
    );
  });
});
