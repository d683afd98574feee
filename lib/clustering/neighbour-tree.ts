import { selectInPlace } from "@/lib/statistics/select";
import { type FeatureRows, LANES } from "./feature-rows";

const LEAF = 12;

/** A k-d tree over rows: each node halves its rows at the median of their widest lane. Bentley (1975). */
export interface NeighbourTree {
  /** The rows in the tree's order, so that a leaf's rows lie together. */
  readonly values: Float64Array;
  /** Place in `values` → row of the caller. */
  readonly order: Int32Array;
  /** Node n has the children 2n + 1 and 2n + 2; a leaf has lane −1. */
  readonly lanes: Int8Array;
  readonly splits: Float64Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export function growTree({ values, count }: FeatureRows): NeighbourTree {
  const depth = Math.max(0, Math.ceil(Math.log2(count / LEAF)));
  const nodes = 2 ** (depth + 1) - 1;
  const tree = {
    values: new Float64Array(count * LANES),
    order: Int32Array.from({ length: count }, (_, row) => row),
    lanes: new Int8Array(nodes).fill(-1),
    splits: new Float64Array(nodes),
    from: new Int32Array(nodes),
    to: new Int32Array(nodes),
  };
  const scratch = new Float64Array(count);
  split(values, tree, scratch, { node: 0, from: 0, to: count });
  tree.order.forEach((row, place) => {
    tree.values.set(values.subarray(row * LANES, row * LANES + LANES), place * LANES);
  });
  return tree;
}

interface Span {
  node: number;
  from: number;
  to: number;
}

function split(values: Float64Array, tree: NeighbourTree, scratch: Float64Array, { node, from, to }: Span): void {
  tree.from[node] = from;
  tree.to[node] = to;
  if (to - from <= LEAF || 2 * node + 2 >= tree.lanes.length) return;
  const lane = widestLane(values, tree.order, from, to);
  const size = to - from;
  for (let i = 0; i < size; i++) scratch[i] = values[(tree.order[from + i] as number) * LANES + lane] as number;
  const border = selectInPlace(scratch, size, size >> 1);
  const middle = partition(values, tree.order, { from, to, lane, border });
  if (middle === from || middle === to) return;
  tree.lanes[node] = lane;
  tree.splits[node] = border;
  split(values, tree, scratch, { node: 2 * node + 1, from, to: middle });
  split(values, tree, scratch, { node: 2 * node + 2, from: middle, to });
}

function widestLane(values: Float64Array, order: Int32Array, from: number, to: number): number {
  let widest = 0;
  let width = -1;
  for (let lane = 0; lane < LANES; lane++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = from; i < to; i++) {
      const value = values[(order[i] as number) * LANES + lane] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > width) {
      width = high - low;
      widest = lane;
    }
  }
  return widest;
}

interface Cut {
  from: number;
  to: number;
  lane: number;
  border: number;
}

/** Brings what lies below the border to the front; answers where the rest begins. */
function partition(values: Float64Array, order: Int32Array, { from, to, lane, border }: Cut): number {
  let middle = from;
  for (let i = from; i < to; i++) {
    const row = order[i] as number;
    if ((values[row * LANES + lane] as number) >= border) continue;
    order[i] = order[middle] as number;
    order[middle] = row;
    middle += 1;
  }
  return middle;
}

/**
 * Of every row the squared distance to its m-th nearest row, itself counted as the first: Campello's core distance.
 * The farthest one where there are fewer rows.
 */
export function squaredCoreDistances(rows: FeatureRows, m: number): Float64Array {
  const tree = growTree(rows);
  const cores = new Float64Array(rows.count);
  const nearest = new Float64Array(Math.min(m, rows.count));
  const pending = new Int32Array(128);
  const apart = new Float64Array(128);
  for (let place = 0; place < rows.count; place++) {
    nearest.fill(Number.POSITIVE_INFINITY);
    visit(tree, place, nearest, { pending, apart });
    cores[tree.order[place] as number] = nearest[nearest.length - 1] as number;
  }
  return cores;
}

/** Fills `nearest` with the smallest squared distances from one row, ascending. */
function visit(
  tree: NeighbourTree,
  place: number,
  nearest: Float64Array,
  { pending, apart }: { pending: Int32Array; apart: Float64Array },
): void {
  const { values, lanes, splits } = tree;
  const last = nearest.length - 1;
  let depth = 1;
  pending[0] = 0;
  apart[0] = 0;
  while (depth > 0) {
    depth -= 1;
    const node = pending[depth] as number;
    if ((apart[depth] as number) >= (nearest[last] as number)) continue;
    const lane = lanes[node] as number;
    if (lane < 0) {
      scanLeaf(tree, node, place, nearest);
      continue;
    }
    const distance = (values[place * LANES + lane] as number) - (splits[node] as number);
    const near = distance < 0 ? 2 * node + 1 : 2 * node + 2;
    const far = distance < 0 ? 2 * node + 2 : 2 * node + 1;
    const nearApart = apart[depth] as number;
    pending[depth] = far;
    apart[depth] = Math.max(nearApart, distance * distance);
    pending[depth + 1] = near;
    apart[depth + 1] = nearApart;
    depth += 2;
  }
}

function scanLeaf({ values, from, to }: NeighbourTree, node: number, place: number, nearest: Float64Array): void {
  const p = place * LANES;
  const x0 = values[p] as number;
  const x1 = values[p + 1] as number;
  const x2 = values[p + 2] as number;
  const x3 = values[p + 3] as number;
  const x4 = values[p + 4] as number;
  const x5 = values[p + 5] as number;
  const x6 = values[p + 6] as number;
  const x7 = values[p + 7] as number;
  const last = nearest.length - 1;
  for (let i = (from[node] as number) * LANES; i < (to[node] as number) * LANES; i += LANES) {
    const d0 = x0 - (values[i] as number);
    const d1 = x1 - (values[i + 1] as number);
    const d2 = x2 - (values[i + 2] as number);
    const d3 = x3 - (values[i + 3] as number);
    const d4 = x4 - (values[i + 4] as number);
    const d5 = x5 - (values[i + 5] as number);
    const d6 = x6 - (values[i + 6] as number);
    const d7 = x7 - (values[i + 7] as number);
    const squared = d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4 + d5 * d5 + d6 * d6 + d7 * d7;
    if (squared >= (nearest[last] as number)) continue;
    let slot = last;
    while (slot > 0 && (nearest[slot - 1] as number) > squared) {
      nearest[slot] = nearest[slot - 1] as number;
      slot -= 1;
    }
    nearest[slot] = squared;
  }
}
