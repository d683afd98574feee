import { type FeatureRows, LANES } from "./feature-rows";

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
    state.upper[row] = Math.sqrt(state.two[0] as number);
    state.lower[row] = Math.sqrt(state.two[1] as number);
    carry(values, row, state, nearest, 1);
  }
  return state;
}

/** Index of the nearest centre; the squared distances of the nearest two go to `two`. */
function findNearest(values: Float64Array, r: number, centres: Float64Array, two: Float64Array): number {
  const x0 = values[r] as number;
  const x1 = values[r + 1] as number;
  const x2 = values[r + 2] as number;
  const x3 = values[r + 3] as number;
  const x4 = values[r + 4] as number;
  const x5 = values[r + 5] as number;
  const x6 = values[r + 6] as number;
  const x7 = values[r + 7] as number;
  let nearest = 0;
  let first = Number.POSITIVE_INFINITY;
  let second = Number.POSITIVE_INFINITY;
  for (let c = 0; c < centres.length; c += LANES) {
    const d0 = x0 - (centres[c] as number);
    const d1 = x1 - (centres[c + 1] as number);
    const d2 = x2 - (centres[c + 2] as number);
    const d3 = x3 - (centres[c + 3] as number);
    const d4 = x4 - (centres[c + 4] as number);
    const d5 = x5 - (centres[c + 5] as number);
    const d6 = x6 - (centres[c + 6] as number);
    const d7 = x7 - (centres[c + 7] as number);
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
  for (let lane = 0; lane < LANES; lane++)
    sums[s + lane] = (sums[s + lane] as number) + sign * (values[r + lane] as number);
  sizes[label] = (sizes[label] as number) + sign;
}

/** Every centre to the mean of its rows; answers the sum of squared moves. */
function moveCentres(rows: FeatureRows, state: State): number {
  const { k, centres, sums, sizes, moves } = state;
  let total = 0;
  for (let c = 0; c < k; c++) {
    const size = sizes[c] as number;
    const stray = size === 0 ? farthestRow(rows.count, state.upper) * LANES : 0;
    let squared = 0;
    for (let lane = 0; lane < LANES; lane++) {
      const i = c * LANES + lane;
      const target = size === 0 ? (rows.values[stray + lane] as number) : (sums[i] as number) / size;
      const step = target - (centres[i] as number);
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
  for (let row = 1; row < count; row++) if ((upper[row] as number) > (upper[farthest] as number)) farthest = row;
  // Two strays of one pass must not go to one place.
  upper[farthest] = 0;
  return farthest;
}

/** After the centres moved, a bound holds when it gives way by as much as they did. */
function loosenBounds({ k, labels, upper, lower, moves }: State): void {
  let leader = 0;
  for (let c = 1; c < k; c++) if ((moves[c] as number) > (moves[leader] as number)) leader = c;
  let runnerUp = 0;
  for (let c = 0; c < k; c++) if (c !== leader && (moves[c] as number) > runnerUp) runnerUp = moves[c] as number;
  const most = moves[leader] as number;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    upper[row] = (upper[row] as number) + (moves[label] as number);
    lower[row] = (lower[row] as number) - (label === leader ? runnerUp : most);
  }
}

function findHalfGaps({ k, centres, halfGaps }: State): void {
  halfGaps.fill(Number.POSITIVE_INFINITY);
  for (let a = 0; a < k; a++) {
    for (let b = a + 1; b < k; b++) {
      const half = 0.5 * Math.sqrt(squaredDistance(centres, a * LANES, centres, b * LANES));
      if (half < (halfGaps[a] as number)) halfGaps[a] = half;
      if (half < (halfGaps[b] as number)) halfGaps[b] = half;
    }
  }
}

function reassign({ values, count }: FeatureRows, state: State): void {
  const { centres, labels, upper, lower, halfGaps, two } = state;
  for (let row = 0; row < count; row++) {
    const label = labels[row] as number;
    const gap = halfGaps[label] as number;
    const bound = Math.max(lower[row] as number, gap);
    if ((upper[row] as number) <= bound) continue;
    const own = Math.sqrt(squaredDistance(values, row * LANES, centres, label * LANES));
    upper[row] = own;
    if (own <= bound) continue;
    const nearest = findNearest(values, row * LANES, centres, two);
    upper[row] = Math.sqrt(two[0] as number);
    lower[row] = Math.sqrt(two[1] as number);
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
    inertia += two[0] as number;
  }
  return inertia;
}

export function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number): number {
  const d0 = (a[i] as number) - (b[j] as number);
  const d1 = (a[i + 1] as number) - (b[j + 1] as number);
  const d2 = (a[i + 2] as number) - (b[j + 2] as number);
  const d3 = (a[i + 3] as number) - (b[j + 3] as number);
  const d4 = (a[i + 4] as number) - (b[j + 4] as number);
  const d5 = (a[i + 5] as number) - (b[j + 5] as number);
  const d6 = (a[i + 6] as number) - (b[j + 6] as number);
  const d7 = (a[i + 7] as number) - (b[j + 7] as number);
  return d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4 + d5 * d5 + d6 * d6 + d7 * d7;
}
