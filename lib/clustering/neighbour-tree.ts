import { selectInPlace } from "@/lib/statistics/select";
import { at, type FeatureRows, LANES } from "./feature-rows";

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
  for (let i = 0; i < size; i++) scratch[i] = at(values, at(tree.order, from + i) * LANES + lane);
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
      const value = at(values, at(order, i) * LANES + lane);
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
    const row = at(order, i);
    if (at(values, row * LANES + lane) >= border) continue;
    order[i] = at(order, middle);
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
    cores[at(tree.order, place)] = at(nearest, nearest.length - 1);
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
    const node = at(pending, depth);
    if (at(apart, depth) >= at(nearest, last)) continue;
    const lane = at(lanes, node);
    if (lane < 0) {
      scanLeaf(tree, node, place, nearest);
      continue;
    }
    const distance = at(values, place * LANES + lane) - at(splits, node);
    const near = distance < 0 ? 2 * node + 1 : 2 * node + 2;
    const far = distance < 0 ? 2 * node + 2 : 2 * node + 1;
    const nearApart = at(apart, depth);
    pending[depth] = far;
    apart[depth] = Math.max(nearApart, distance * distance);
    pending[depth + 1] = near;
    apart[depth + 1] = nearApart;
    depth += 2;
  }
}

function scanLeaf({ values, from, to }: NeighbourTree, node: number, place: number, nearest: Float64Array): void {
  const p = place * LANES;
  const x0 = at(values, p);
  const x1 = at(values, p + 1);
  const x2 = at(values, p + 2);
  const x3 = at(values, p + 3);
  const x4 = at(values, p + 4);
  const x5 = at(values, p + 5);
  const x6 = at(values, p + 6);
  const x7 = at(values, p + 7);
  const last = nearest.length - 1;
  for (let i = at(from, node) * LANES; i < at(to, node) * LANES; i += LANES) {
    const d0 = x0 - at(values, i);
    const d1 = x1 - at(values, i + 1);
    const d2 = x2 - at(values, i + 2);
    const d3 = x3 - at(values, i + 3);
    const d4 = x4 - at(values, i + 4);
    const d5 = x5 - at(values, i + 5);
    const d6 = x6 - at(values, i + 6);
    const d7 = x7 - at(values, i + 7);
    const squared = d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4 + d5 * d5 + d6 * d6 + d7 * d7;
    if (squared >= at(nearest, last)) continue;
    let slot = last;
    while (slot > 0 && at(nearest, slot - 1) > squared) {
      nearest[slot] = at(nearest, slot - 1);
      slot -= 1;
    }
    nearest[slot] = squared;
  }
}
