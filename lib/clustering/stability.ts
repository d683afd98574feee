import { sampleIndices } from "@/lib/statistics/sample-indices";
import type { Random } from "@/lib/statistics/seeded-random";
import { at, type FeatureRows, takeRows } from "./feature-rows";
import { type HdbscanWish, hdbscan } from "./hdbscan";
import { jaccard } from "./jaccard";
import { kMeans } from "./k-means";

const RESAMPLES = 20;
/** Larger universes are resampled to this size: what a group is does not hang on the last thousand coins. */
const LARGEST = 2_500;
const STARTS = 3;
/**
 * Repeated rows are dense by themselves, so density methods are resampled without putting back, Hennig (2007), § 3: as many
 * rows as a bootstrap holds different ones.
 */
const SUBSET = 1 - 1 / Math.E;

/** Groups some of the rows anew, from nothing: a run that began at the known answer would praise itself. */
type Regroup = () => Generator<void, { taken: Uint32Array; labels: ArrayLike<number> }>;

export function regroupByKMeans(rows: FeatureRows, k: number, random: Random): Regroup {
  return function* () {
    yield;
    const size = Math.min(rows.count, LARGEST);
    const taken = Uint32Array.from({ length: size }, () => Math.floor(random() * rows.count));
    const { best } = kMeans(takeRows(rows, taken), { k, random, starts: STARTS });
    return { taken, labels: best.labels };
  };
}

export function regroupByDensity(
  rows: FeatureRows,
  { minClusterSize, minSamples }: HdbscanWish,
  random: Random,
): Regroup {
  return function* () {
    const size = Math.floor(Math.min(rows.count, LARGEST) * SUBSET);
    const taken = sampleIndices(rows.count, size, random);
    const share = size / rows.count;
    const wish = { minClusterSize: Math.max(2, Math.round(minClusterSize * share)), minSamples };
    const labels = yield* hdbscan(takeRows(rows, taken), wish);
    return { taken, labels };
  };
}

/**
 * Of every group 0 … `count` − 1 the mean Jaccard index with its best match when the rows are resampled and grouped anew,
 * over the rows that were taken: ≥ 0.75 stable, < 0.6 unstable. Hennig (2007), "Cluster-wise assessment of cluster stability".
 */
export function* stabilities(
  labels: ArrayLike<number>,
  count: number,
  regroup: Regroup,
): Generator<void, (number | null)[]> {
  const sums = new Array<number>(count).fill(0);
  const seen = new Array<number>(count).fill(0);
  for (let round = 0; round < RESAMPLES; round++) {
    const { taken, labels: found } = yield* regroup();
    const before = groupsOf(taken, (place) => at(labels, at(taken, place)));
    const after = [...groupsOf(taken, (place) => at(found, place)).values()];
    for (const [group, rows] of before) {
      const matches = after.map((other) => jaccard(rows, other));
      sums[group] = at(sums, group) + Math.max(0, ...matches);
      seen[group] = at(seen, group) + 1;
    }
  }
  return sums.map((sum, group) => (at(seen, group) === 0 ? null : sum / at(seen, group)));
}

/** The different rows of each group, noise left out. */
function groupsOf(taken: Uint32Array, labelAt: (place: number) => number): Map<number, Set<number>> {
  const groups = new Map<number, Set<number>>();
  taken.forEach((row, place) => {
    const label = labelAt(place);
    if (label < 0) return;
    const group = groups.get(label) ?? new Set();
    groups.set(label, group.add(row));
  });
  return groups;
}
