import { at, type FeatureRows, LANES } from "./feature-rows";

export interface Partition {
  /** Centre c is `centres[c × LANES …]`. */
  readonly centres: Float64Array;
  /** Index of the nearest centre of every row. */
  readonly labels: Int32Array;
  /** Sum of squared distances to the nearest centre. */
  readonly inertia: number;
}

/**
 * Lloyd's algorithm with Hamerly's bounds: the same answer, but a row whose own centre is provably the nearest is not
 * looked at. Hamerly (2010), "Making k-means even faster". Ends when the centres' squared moves sum to `stillness` or less.
 * A centre that lost all of its rows moves to the row farthest from its own.
 */
export function refineCentres(
  rows: FeatureRows,
  start: Float64Array,
  { maxIterations, stillness }: { maxIterations: number; stillness: number },
): Partition {
  const state = openState(rows, start);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const moved = moveCentres(rows, state);
    if (moved <= stillness) break;
    loosenBounds(state);
    findHalfGaps(state);
    reassign(rows, state);
  }
  const inertia = settle(rows, state);
  return { centres: state.centres, labels: state.labels, inertia };
}

interface State {
  readonly k: number;
  readonly centres: Float64Array;
  readonly labels: Int32Array;
  /** At least the distance to the row's own centre. */
  readonly upper: Float64Array;
  /** At most the distance to any other centre. */
  readonly lower: Float64Array;
  readonly sums: Float64Array;
  readonly sizes: Int32Array;
  readonly moves: Float64Array;
  /** Half the distance from each centre to the nearest other one. */
  readonly halfGaps: Float64Array;
  /** Where `findNearest` leaves the two smallest squared distances. */
  readonly two: Float64Array;
}

function openState(rows: FeatureRows, start: Float64Array): State {
  const { values, count } = rows;
  const k = start.length / LANES;
  const state: State = {
    k,
    centres: start.slice(),
    labels: new Int32Array(count),
    upper: new Float64Array(count),
    lower: new Float64Array(count),
    sums: new Float64Array(k * LANES),
    sizes: new Int32Array(k),
    moves: new Float64Array(k),
    halfGaps: new Float64Array(k),
    two: new Float64Array(2),
  };
  for (let row = 0; row < count; row++) {
    const nearest = findNearest(values, row * LANES, state.centres, state.two);
    state.labels[row] = nearest;
    state.upper[row] = Math.sqrt(at(state.two, 0));
    state.lower[row] = Math.sqrt(at(state.two, 1));
    carry(values, row, state, nearest, 1);
  }
  return state;
}

/** Index of the nearest centre; the squared distances of the nearest two go to `two`. */
function findNearest(values: Float64Array, r: number, centres: Float64Array, two: Float64Array): number {
  const x0 = at(values, r);
  const x1 = at(values, r + 1);
  const x2 = at(values, r + 2);
  const x3 = at(values, r + 3);
  const x4 = at(values, r + 4);
  const x5 = at(values, r + 5);
  const x6 = at(values, r + 6);
  const x7 = at(values, r + 7);
  let nearest = 0;
  let first = Number.POSITIVE_INFINITY;
  let second = Number.POSITIVE_INFINITY;
  for (let c = 0; c < centres.length; c += LANES) {
    const d0 = x0 - at(centres, c);
    const d1 = x1 - at(centres, c + 1);
    const d2 = x2 - at(centres, c + 2);
    const d3 = x3 - at(centres, c + 3);
    const d4 = x4 - at(centres, c + 4);
    const d5 = x5 - at(centres, c + 5);
    const d6 = x6 - at(centres, c + 6);
    const d7 = x7 - at(centres, c + 7);
    const squared = d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4 + d5 * d5 + d6 * d6 + d7 * d7;
    if (squared < first) {
      second = first;
      first = squared;
      nearest = c;
    } else if (squared < second) second = squared;
  }
  two[0] = first;
  two[1] = second;
  return nearest / LANES;
}

/** Adds a row to a centre's sum, or takes it away. */
function carry(values: Float64Array, row: number, { sums, sizes }: State, label: number, sign: 1 | -1): void {
  const r = row * LANES;
  const s = label * LANES;
  for (let lane = 0; lane < LANES; lane++) sums[s + lane] = at(sums, s + lane) + sign * at(values, r + lane);
  sizes[label] = at(sizes, label) + sign;
}

/** Every centre to the mean of its rows; answers the sum of squared moves. */
function moveCentres(rows: FeatureRows, state: State): number {
  const { k, centres, sums, sizes, moves } = state;
  let total = 0;
  for (let c = 0; c < k; c++) {
    const size = at(sizes, c);
    const stray = size === 0 ? farthestRow(rows.count, state.upper) * LANES : 0;
    let squared = 0;
    for (let lane = 0; lane < LANES; lane++) {
      const i = c * LANES + lane;
      const target = size === 0 ? at(rows.values, stray + lane) : at(sums, i) / size;
      const step = target - at(centres, i);
      squared += step * step;
      centres[i] = target;
    }
    moves[c] = Math.sqrt(squared);
    total += squared;
  }
  return total;
}

function farthestRow(count: number, upper: Float64Array): number {
  let farthest = 0;
  for (let row = 1; row < count; row++) if (at(upper, row) > at(upper, farthest)) farthest = row;
  // Two strays of one pass must not go to one place.
  upper[farthest] = 0;
  return farthest;
}

/** After the centres moved, a bound holds when it gives way by as much as they did. */
function loosenBounds({ k, labels, upper, lower, moves }: State): void {
  let leader = 0;
  for (let c = 1; c < k; c++) if (at(moves, c) > at(moves, leader)) leader = c;
  let runnerUp = 0;
  for (let c = 0; c < k; c++) if (c !== leader && at(moves, c) > runnerUp) runnerUp = at(moves, c);
  const most = at(moves, leader);
  for (let row = 0; row < labels.length; row++) {
    const label = at(labels, row);
    upper[row] = at(upper, row) + at(moves, label);
    lower[row] = at(lower, row) - (label === leader ? runnerUp : most);
  }
}

function findHalfGaps({ k, centres, halfGaps }: State): void {
  halfGaps.fill(Number.POSITIVE_INFINITY);
  for (let a = 0; a < k; a++) {
    for (let b = a + 1; b < k; b++) {
      const half = 0.5 * Math.sqrt(squaredDistance(centres, a * LANES, centres, b * LANES));
      if (half < at(halfGaps, a)) halfGaps[a] = half;
      if (half < at(halfGaps, b)) halfGaps[b] = half;
    }
  }
}

function reassign({ values, count }: FeatureRows, state: State): void {
  const { centres, labels, upper, lower, halfGaps, two } = state;
  for (let row = 0; row < count; row++) {
    const label = at(labels, row);
    const gap = at(halfGaps, label);
    const bound = Math.max(at(lower, row), gap);
    if (at(upper, row) <= bound) continue;
    const own = Math.sqrt(squaredDistance(values, row * LANES, centres, label * LANES));
    upper[row] = own;
    if (own <= bound) continue;
    const nearest = findNearest(values, row * LANES, centres, two);
    upper[row] = Math.sqrt(at(two, 0));
    lower[row] = Math.sqrt(at(two, 1));
    if (nearest === label) continue;
    labels[row] = nearest;
    carry(values, row, state, label, -1);
    carry(values, row, state, nearest, 1);
  }
}

/** Labels and inertia of the centres as they stand. */
function settle({ values, count }: FeatureRows, { centres, labels, two }: State): number {
  let inertia = 0;
  for (let row = 0; row < count; row++) {
    labels[row] = findNearest(values, row * LANES, centres, two);
    inertia += at(two, 0);
  }
  return inertia;
}

export function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number): number {
  const d0 = at(a, i) - at(b, j);
  const d1 = at(a, i + 1) - at(b, j + 1);
  const d2 = at(a, i + 2) - at(b, j + 2);
  const d3 = at(a, i + 3) - at(b, j + 3);
  const d4 = at(a, i + 4) - at(b, j + 4);
  const d5 = at(a, i + 5) - at(b, j + 5);
  const d6 = at(a, i + 6) - at(b, j + 6);
  const d7 = at(a, i + 7) - at(b, j + 7);
  return d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4 + d5 * d5 + d6 * d6 + d7 * d7;
}
