/** One-to-one pairs of rows and columns; `weights: [rows × columns]` row by row, not negative and finite. */
export interface Pairing {
  /** The largest total that an assignment of rows to columns reaches; 0 without rows or columns. */
  largestTotal(weights: Float64Array, rows: number, columns: number): number;
  /** The largest number of pairs with weight ≥ `least`: maximum bipartite matching by augmenting paths; 0 without rows or columns. */
  mostPairs(size: { weights: Float64Array; rows: number; columns: number }, least: number): number;
}

/**
 * The largest total of one assignment, see {@link Pairing}.
 *
 * @example
 * bestAssignment(Float64Array.of(0.9, 0.8, 0.7, 0.1), 2, 2) // → 1.5
 */
export function bestAssignment(weights: Float64Array, rows: number, columns: number): number {
  return openPairing().largestTotal(weights, rows, columns);
}

/**
 * The most pairs of one table, see {@link Pairing}.
 *
 * @example
 * mostPairs(Float64Array.of(0.9, 0.8, 0.7, 0.1), 2, 2, 0.5) // → 2
 * mostPairs(Float64Array.of(0.9, 0.1, 0.7, 0.1), 2, 2, 0.5) // → 1
 */
export function mostPairs(weights: Float64Array, rows: number, columns: number, least: number): number {
  return openPairing().mostPairs({ weights, rows, columns }, least);
}

/**
 * Assignments of many tables, one after the other; holds working memory.
 *
 * @example
 * const pairing = openPairing();
 * pairing.largestTotal(Float64Array.of(3, 2, 1), 1, 3) // → 3
 * pairing.mostPairs({ weights: Float64Array.of(0.5, 0.4), rows: 2, columns: 1 }, 0.3) // → 1
 */
export function openPairing(): Pairing {
  let transposed = new Float64Array(0); // [columns × rows]
  let rowOf = new Int32Array(64); // [columns], −1 for none
  let triedIn = new Int32Array(64); // [columns], the round that a column was last tried in

  function transpose(weights: Float64Array, rows: number, columns: number): Float64Array {
    if (rows * columns > transposed.length) transposed = new Float64Array(2 * rows * columns);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) transposed[c * rows + r] = weights[r * columns + c]!;
    }
    return transposed;
  }

  function reserve(columns: number): void {
    if (columns <= rowOf.length) return;
    rowOf = new Int32Array(2 * columns);
    triedIn = new Int32Array(2 * columns);
  }

  /**
   * Gives every row its heaviest column, where no two rows have the same: that is the best assignment then. `rowOf` holds
   * the row of each column, −1 for none. False when two rows compete.
   */
  function assignHeaviest(weights: Float64Array, rows: number, columns: number): boolean {
    rowOf.fill(-1, 0, columns);
    for (let row = 0; row < rows; row++) {
      let most = 0;
      let heaviest = -1;
      for (let column = 0; column < columns; column++) {
        const weight = weights[row * columns + column]!;
        if (weight > most) {
          most = weight;
          heaviest = column;
        }
      }
      if (heaviest < 0) continue;
      if (rowOf[heaviest] !== -1) return false;
      rowOf[heaviest] = row;
    }
    return true;
  }

  return {
    largestTotal(weights, rows, columns) {
      if (rows === 0 || columns === 0) return 0;
      if (rows > columns) return this.largestTotal(transpose(weights, rows, columns), columns, rows);
      if (rows === 1) return largest(weights, columns);
      if (rows === 2) return bestOfTwoRows(weights, columns);
      reserve(columns);
      if (!assignHeaviest(weights, rows, columns)) assign(rowOf, weights, rows, columns);
      let total = 0;
      for (let column = 0; column < columns; column++) {
        const row = rowOf[column]!;
        if (row >= 0) total += weights[row * columns + column]!;
      }
      return total;
    },
    mostPairs({ weights, rows, columns }, least) {
      reserve(columns);
      rowOf.fill(-1, 0, columns);
      triedIn.fill(-1, 0, columns);
      const augment = (row: number, round: number): boolean => {
        for (let column = 0; column < columns; column++) {
          if (weights[row * columns + column]! < least || triedIn[column] === round) continue;
          triedIn[column] = round;
          if (rowOf[column] === -1 || augment(rowOf[column]!, round)) {
            rowOf[column] = row;
            return true;
          }
        }
        return false;
      };
      let pairs = 0;
      for (let row = 0; row < rows; row++) if (augment(row, row)) pairs++;
      return pairs;
    },
  };
}

function largest(weights: Float64Array, n: number): number {
  let best = 0;
  for (let i = 0; i < n; i++) if (weights[i]! > best) best = weights[i]!;
  return best;
}

/** The best of the first row with the best of the second: where they are in one column, one of the two gives way. */
function bestOfTwoRows(weights: Float64Array, columns: number): number {
  const a = heaviestColumn(weights, 0, columns, -1);
  const b = columns + heaviestColumn(weights, columns, columns, -1);
  if (a + columns !== b) return weights[a]! + weights[b]!;
  const nextA = heaviestColumn(weights, 0, columns, a);
  const nextB = columns + heaviestColumn(weights, columns, columns, a);
  return Math.max(weights[nextA]! + weights[b]!, weights[a]! + weights[nextB]!);
}

/** The column of the largest of the weights from `from` on, `without` left out. */
function heaviestColumn(weights: Float64Array, from: number, columns: number, without: number): number {
  let best = without === 0 ? 1 : 0;
  for (let column = best + 1; column < columns; column++) {
    if (column !== without && weights[from + column]! > weights[from + best]!) best = column;
  }
  return best;
}

/**
 * The Hungarian method with potentials, O(r²c) with r ≤ c (Kuhn 1955; Jonker & Volgenant 1987): writes for each column the
 * row it is assigned to, −1 for none, so that the total is largest.
 */
function assign(into: Int32Array, weights: Float64Array, rows: number, columns: number): void {
  const rowPotential = new Float64Array(rows + 1); // counted from 1, as all here
  const columnPotential = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  const previous = new Int32Array(columns + 1);
  const slack = new Float64Array(columns + 1);
  const used = new Uint8Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    slack.fill(Infinity);
    used.fill(0);
    rowOf[0] = row;
    let column = 0;
    do {
      used[column] = 1;
      const from = rowOf[column]!;
      let least = Infinity;
      let next = 0;
      for (let c = 1; c <= columns; c++) {
        if (used[c]) continue;
        const reduced = -weights[(from - 1) * columns + c - 1]! - rowPotential[from]! - columnPotential[c]!;
        if (reduced < slack[c]!) {
          slack[c] = reduced;
          previous[c] = column;
        }
        if (slack[c]! < least) {
          least = slack[c]!;
          next = c;
        }
      }
      for (let c = 0; c <= columns; c++) {
        if (used[c]) {
          rowPotential[rowOf[c]!]! += least;
          columnPotential[c]! -= least;
        } else slack[c]! -= least;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      rowOf[column] = rowOf[previous[column]!]!;
      column = previous[column]!;
    }
  }
  for (let column = 0; column < columns; column++) into[column] = rowOf[column + 1]! - 1;
}
