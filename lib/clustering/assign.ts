/**
 * One column for each row, no column twice, so that the worths sum to the most: the Hungarian method with potentials and
 * shortest augmenting paths (Kuhn 1955; Jonker & Volgenant 1987), O(n³). −1 for a row that found no column.
 */
export function assignMost(worth: readonly (readonly number[])[]): number[] {
  const rows = worth.length;
  const columns = worth[0]?.length ?? 0;
  if (rows > columns) {
    const turned = Array.from({ length: columns }, (_, column) => worth.map((row) => row[column] as number));
    const answer = new Array<number>(rows).fill(-1);
    assignMost(turned).forEach((row, column) => {
      answer[row] = column;
    });
    return answer;
  }
  // Row and column 0 are the open end of a path; the rest counts from 1.
  const state: Potentials = {
    rowPotential: new Float64Array(rows + 1),
    columnPotential: new Float64Array(columns + 1),
    rowOf: new Int32Array(columns + 1),
  };
  for (let row = 1; row <= rows; row++) augment(worth, row, state);
  const answer = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= columns; column++) {
    const row = state.rowOf[column] as number;
    if (row > 0) answer[row - 1] = column - 1;
  }
  return answer;
}

interface Potentials {
  readonly rowPotential: Float64Array;
  readonly columnPotential: Float64Array;
  /** The row that holds each column, 0 for none. */
  readonly rowOf: Int32Array;
}

/** A search for the cheapest path of exchanges, column by column. */
interface Search {
  /** Least cost of reaching each column, and the column before it on that way. */
  readonly least: Float64Array;
  readonly from: Int32Array;
  readonly done: Uint8Array;
}

/** Gives one more row a column along the cheapest path of exchanges. */
function augment(worth: readonly (readonly number[])[], start: number, state: Potentials): void {
  const { rowOf } = state;
  const size = rowOf.length;
  const search: Search = {
    least: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
    from: new Int32Array(size),
    done: new Uint8Array(size),
  };
  rowOf[0] = start;
  let column = 0;
  while ((rowOf[column] as number) !== 0) {
    search.done[column] = 1;
    column = reachNext(worth[(rowOf[column] as number) - 1] ?? [], column, state, search);
  }
  while (column !== 0) {
    const before = search.from[column] as number;
    rowOf[column] = rowOf[before] as number;
    column = before;
  }
}

/** Looks from the row that holds `column` at all others, goes to the cheapest and keeps the potentials feasible. */
function reachNext(
  worths: readonly number[],
  column: number,
  state: Potentials,
  { least, from, done }: Search,
): number {
  const { rowPotential, columnPotential, rowOf } = state;
  const row = rowOf[column] as number;
  let next = 0;
  let step = Number.POSITIVE_INFINITY;
  for (let other = 1; other < rowOf.length; other++) {
    if ((done[other] as number) === 1) continue;
    const reduced = -(worths[other - 1] as number) - (rowPotential[row] as number) - (columnPotential[other] as number);
    if (reduced < (least[other] as number)) {
      least[other] = reduced;
      from[other] = column;
    }
    if ((least[other] as number) >= step) continue;
    step = least[other] as number;
    next = other;
  }
  for (let other = 0; other < rowOf.length; other++) {
    if ((done[other] as number) === 0) least[other] = (least[other] as number) - step;
    else {
      const holder = rowOf[other] as number;
      rowPotential[holder] = (rowPotential[holder] as number) + step;
      columnPotential[other] = (columnPotential[other] as number) - step;
    }
  }
  return next;
}
