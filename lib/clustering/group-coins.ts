import type { Random } from "@/lib/statistics/seeded-random";
import { type ClusterRun, clusterFeatureNames, UNCLUSTERED } from "./cluster-run";
import { type FeatureRows, LANES } from "./feature-rows";
import { hdbscan } from "./hdbscan";
import { kMeans } from "./k-means";
import { regroupByDensity, regroupByKMeans } from "./stability";

/** Coins in groups, before these have names and ids. */
export interface Grouping {
  /** The group of every row, 0 … count − 1; −1 is noise. */
  readonly labels: ArrayLike<number> & { includes(label: number): boolean };
  readonly count: number;
  readonly inertia: number | null;
  readonly regroup: ReturnType<typeof regroupByKMeans>;
}

/** Another arrangement must explain this much more of the coins before the groups of the last run are given up. */
const WORTH_A_CHANGE = 0.02;

/**
 * K-means from ten drawn starts, and once more from where the last run's groups stood. Many arrangements of a universe are
 * almost equally good; among those, the one that people already know is the better answer.
 */
export function groupByKMeans(
  rows: FeatureRows,
  { k, random, previous }: { k: number; random: Random; previous: ClusterRun | null },
): Grouping {
  const { best, fromWarm } = kMeans(rows, { k, random, warm: centresOf(previous, k) });
  const { labels, inertia } =
    fromWarm !== null && fromWarm.inertia <= best.inertia * (1 + WORTH_A_CHANGE) ? fromWarm : best;
  return { ...withoutGaps(labels), inertia, regroup: regroupByKMeans(rows, k, random) };
}

/** Where the groups of an earlier run stood; null when it had another number of them. */
function centresOf(previous: ClusterRun | null, k: number): Float64Array | null {
  const groups = previous?.clusters.filter(({ id }) => id !== UNCLUSTERED) ?? [];
  if (groups.length !== k) return null;
  const centres = new Float64Array(k * LANES);
  groups.forEach(({ centroid }, group) => {
    centres.set(
      clusterFeatureNames.map((feature) => centroid[feature] ?? 0),
      group * LANES,
    );
  });
  return centres;
}

const SMALLEST = 15;
const SMALLEST_SHARE = 0.01;
const MIN_SAMPLES = 5;

/** HDBSCAN: as many groups as there are dense places, noise between them. */
export function* groupByDensity(rows: FeatureRows, random: Random): Generator<void, Grouping> {
  const wish = {
    minClusterSize: Math.max(SMALLEST, Math.round(SMALLEST_SHARE * rows.count)),
    minSamples: MIN_SAMPLES,
  };
  const labels = yield* hdbscan(rows, wish);
  return { ...withoutGaps(labels), inertia: null, regroup: regroupByDensity(rows, wish, random) };
}

/** Groups numbered by size, largest first, without the empty ones. */
function withoutGaps(labels: Int32Array): Pick<Grouping, "labels" | "count"> {
  const sizes = new Map<number, number>();
  for (const label of labels) if (label >= 0) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const order = [...sizes.keys()].toSorted((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0) || a - b);
  const places = new Map(order.map((label, place) => [label, place]));
  return { labels: labels.map((label) => places.get(label) ?? UNCLUSTERED), count: order.length };
}
