import { type FeatureRows, LANES } from "./feature-rows";

/** Edges of a tree over n rows: n − 1 of them, by the squared distance they bridge. */
export interface SpanningTree {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly squared: Float64Array;
}

/** What the search knows of the rows that are not in the tree yet, kept together at the front. */
interface Outside {
  count: number;
  readonly values: Float64Array;
  readonly cores: Float64Array;
  readonly rows: Int32Array;
  /** Squared distance to the tree, and the row of the tree that is so near. */
  readonly reach: Float64Array;
  readonly nearest: Int32Array;
}

/** After so many rows the caller gets a chance to do something else. */
const ROWS_A_STEP = 512;

/**
 * The minimum spanning tree of the mutual reachability distances, max(distance, both core distances), by Prim's algorithm
 * over the dense graph: O(n²) time, O(n) memory. A row whose way to the tree is already as short as its own core distance
 * can only wait, so most distances are never computed. Yields now and then; the answer is what it returns.
 */
export function* spanningTree(rows: FeatureRows, cores: Float64Array): Generator<void, SpanningTree> {
  const { count } = rows;
  const edges = Math.max(0, count - 1);
  const tree = { a: new Int32Array(edges), b: new Int32Array(edges), squared: new Float64Array(edges) };
  const outside: Outside = {
    count,
    values: rows.values.slice(),
    cores: cores.slice(),
    rows: Int32Array.from({ length: count }, (_, row) => row),
    reach: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
    nearest: new Int32Array(count),
  };
  let newest = 0;
  takeOut(outside, 0);
  for (let edge = 0; edge < edges; edge++) {
    const place = approachAll(rows, cores, newest, outside);
    newest = outside.rows[place] as number;
    tree.a[edge] = outside.nearest[place] as number;
    tree.b[edge] = newest;
    tree.squared[edge] = outside.reach[place] as number;
    takeOut(outside, place);
    if (edge % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
  }
  return tree;
}

/** Shortens every outside row's way to the tree over the newest row in it; answers the place of the nearest one. */
function approachAll(rows: FeatureRows, allCores: Float64Array, newest: number, outside: Outside): number {
  const { values, cores, reach, nearest, count } = outside;
  const core = allCores[newest] as number;
  const n = newest * LANES;
  const x0 = rows.values[n] as number;
  const x1 = rows.values[n + 1] as number;
  const x2 = rows.values[n + 2] as number;
  const x3 = rows.values[n + 3] as number;
  const x4 = rows.values[n + 4] as number;
  const x5 = rows.values[n + 5] as number;
  const x6 = rows.values[n + 6] as number;
  const x7 = rows.values[n + 7] as number;
  let closest = 0;
  let shortest = Number.POSITIVE_INFINITY;
  for (let place = 0, p = 0; place < count; place++, p += LANES) {
    let way = reach[place] as number;
    const own = cores[place] as number;
    if (core < way && own < way) {
      const d0 = x0 - (values[p] as number);
      const d1 = x1 - (values[p + 1] as number);
      const d2 = x2 - (values[p + 2] as number);
      const d3 = x3 - (values[p + 3] as number);
      const d4 = x4 - (values[p + 4] as number);
      const d5 = x5 - (values[p + 5] as number);
      const d6 = x6 - (values[p + 6] as number);
      const d7 = x7 - (values[p + 7] as number);
      const squared = d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4 + d5 * d5 + d6 * d6 + d7 * d7;
      if (squared < way) {
        way = Math.max(squared, core, own);
        reach[place] = way;
        nearest[place] = newest;
      }
    }
    if (way < shortest) {
      shortest = way;
      closest = place;
    }
  }
  return closest;
}

/** The last outside row takes the place of the one that left. */
function takeOut(outside: Outside, place: number): void {
  const { values, cores, rows, reach, nearest } = outside;
  outside.count -= 1;
  const last = outside.count;
  values.copyWithin(place * LANES, last * LANES, last * LANES + LANES);
  cores[place] = cores[last] as number;
  rows[place] = rows[last] as number;
  reach[place] = reach[last] as number;
  nearest[place] = nearest[last] as number;
}
