import { denseGroups } from "./dense-groups";
import type { FeatureRows } from "./feature-rows";
import { squaredCoreDistances } from "./neighbour-tree";
import { spanningTree } from "./spanning-tree";

export interface HdbscanWish {
  readonly minClusterSize: number;
  /** The point itself counts as one of them, as in Campello's paper and scikit-learn. */
  readonly minSamples: number;
}

/** HDBSCAN: a label for every row from 0 up, −1 for noise. Yields now and then; the labels are what it returns. */
export function* hdbscan(rows: FeatureRows, { minClusterSize, minSamples }: HdbscanWish): Generator<void, Int32Array> {
  if (rows.count < 2) return new Int32Array(rows.count).fill(-1);
  const cores = squaredCoreDistances(rows, minSamples);
  yield;
  const tree = yield* spanningTree(rows, cores);
  yield;
  return denseGroups(tree, minClusterSize);
}
