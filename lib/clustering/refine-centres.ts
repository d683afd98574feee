import type { LoadedRows } from "./distance-kernel";
import { type FeatureRows, LANES } from "./feature-rows";
import { squaredDistance } from "./squared-distance";

export interface Partition {
  /** Centre c is `centres[c × LANES …]`. */
  readonly centres: Float64Array;
  /** Index of the nearest centre of every row. */
  readonly labels: Int32Array;
  /** Sum of squared distances to the nearest centre. */
  readonly inertia: number;
}

interface State {
  readonly k: number;
  readonly centres: Float64Array;
  readonly labels: Int32Array;
  readonly sums: Float64Array;
  readonly sizes: Int32Array;
}

/**
 * Lloyd's algorithm; `loaded` holds the same rows. Ends when no row changes its centre, when the centres' squared moves sum
 * to `stillness` or less, or after so many iterations. A centre that lost all of its rows moves to the row farthest from its own.
 */
export function refineCentres(
  loaded: LoadedRows,
  rows: FeatureRows,
  start: Float64Array,
  { maxIterations, stillness }: { maxIterations: number; stillness: number },
): Partition {
  const k = start.length / LANES;
  const state: State = {
    k,
    centres: start.slice(),
    labels: new Int32Array(rows.count).fill(-1),
    sums: new Float64Array(start.length),
    sizes: new Int32Array(k),
  };
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const changed = reassign(loaded, rows, state);
    if (changed === 0 || moveCentres(rows, state) <= stillness) break;
  }
  reassign(loaded, rows, state);
  return { centres: state.centres, labels: state.labels, inertia: inertiaOf(rows, state) };
}

/** Every row to its nearest centre; answers how many rows changed theirs. Sums and sizes follow the changes alone. */
function reassign(loaded: LoadedRows, { values }: FeatureRows, { centres, labels, sums, sizes }: State): number {
  const nearest = loaded.nearest(centres);
  let changed = 0;
  for (let row = 0; row < labels.length; row++) {
    const from = labels[row] as number;
    const to = nearest[2 * row] as number;
    if (from === to) continue;
    changed += 1;
    labels[row] = to;
    sizes[to] = (sizes[to] as number) + 1;
    if (from >= 0) sizes[from] = (sizes[from] as number) - 1;
    for (let lane = 0; lane < LANES; lane++) {
      const value = values[row * LANES + lane] as number;
      sums[to * LANES + lane] = (sums[to * LANES + lane] as number) + value;
      if (from >= 0) sums[from * LANES + lane] = (sums[from * LANES + lane] as number) - value;
    }
  }
  return changed;
}

/** Every centre to the mean of its rows; answers the sum of squared moves. */
function moveCentres(rows: FeatureRows, state: State): number {
  const { k, centres, sums, sizes } = state;
  const strays = sizes.includes(0) ? farthestRows(rows, state) : [];
  let total = 0;
  for (let c = 0; c < k; c++) {
    const size = sizes[c] as number;
    const stray = size === 0 ? (strays.pop() ?? 0) * LANES : -1;
    for (let lane = 0; lane < LANES; lane++) {
      const i = c * LANES + lane;
      const target = stray >= 0 ? (rows.values[stray + lane] as number) : (sums[i] as number) / size;
      total += (target - (centres[i] as number)) ** 2;
      centres[i] = target;
    }
  }
  return total;
}

/** The k rows farthest from their own centres, the farthest last. */
function farthestRows({ values, count }: FeatureRows, { k, centres, labels }: State): number[] {
  const apart = Float64Array.from({ length: count }, (_, row) =>
    squaredDistance(values, row * LANES, centres, (labels[row] as number) * LANES),
  );
  return Array.from(apart.keys())
    .toSorted((a, b) => (apart[a] as number) - (apart[b] as number))
    .slice(-k);
}

function inertiaOf({ values, count }: FeatureRows, { centres, labels }: State): number {
  let inertia = 0;
  for (let row = 0; row < count; row++) {
    inertia += squaredDistance(values, row * LANES, centres, (labels[row] as number) * LANES);
  }
  return inertia;
}
