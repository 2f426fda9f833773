/**
 * The largest total that a one-to-one assignment of rows to columns reaches; `weights` is row-major, rows × columns,
 * not negative and finite. 0 without rows or columns. Hungarian method with potentials, O(r²c) with r ≤ c
 * (Kuhn 1955; Jonker & Volgenant 1987).
 */
export function bestAssignment(weights: Float64Array, rows: number, columns: number): number {
  if (rows === 0 || columns === 0) return 0;
  if (rows === 1 || columns === 1) return largest(weights, rows * columns);
  if (rows > columns) return bestAssignment(transpose(weights, rows, columns), columns, rows);
  if (rows === 2) return bestOfTwoRows(weights, columns);
  const rowOf = assign(weights, rows, columns);
  let total = 0;
  for (let column = 1; column <= columns; column++) {
    const row = rowOf[column]!;
    if (row > 0) total += weights[(row - 1) * columns + column - 1]!;
  }
  return total;
}

function largest(weights: Float64Array, n: number): number {
  let best = 0;
  for (let i = 0; i < n; i++) if (weights[i]! > best) best = weights[i]!;
  return best;
}

function bestOfTwoRows(weights: Float64Array, columns: number): number {
  let best = 0;
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b < columns; b++) if (a !== b) best = Math.max(best, weights[a]! + weights[columns + b]!);
  }
  return best;
}

function transpose(weights: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = weights[r * columns + c]!;
  return turned;
}

/** For each column 1…columns the row (1…rows) it is assigned to, 0 for none; rows ≤ columns; minimises −weights. */
function assign(weights: Float64Array, rows: number, columns: number): Int32Array {
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  const previous = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    const slack = new Float64Array(columns + 1).fill(Infinity);
    const used = new Uint8Array(columns + 1);
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
  return rowOf;
}

/** The largest number of one-to-one pairs with weight ≥ `least`: maximum bipartite matching by augmenting paths. */
export function mostPairs(weights: Float64Array, rows: number, columns: number, least: number): number {
  const rowOf = new Int32Array(columns).fill(-1);
  const seen = new Int32Array(columns).fill(-1);
  const augment = (row: number, round: number): boolean => {
    for (let column = 0; column < columns; column++) {
      if (weights[row * columns + column]! < least || seen[column] === round) continue;
      seen[column] = round;
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
}
