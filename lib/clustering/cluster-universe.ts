import type { UnixMs } from "@/lib/market/units";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { adjustedRand } from "./adjusted-rand";
import {
  type Cluster,
  type ClusterFeature,
  type ClusterMethod,
  type ClusterRun,
  clusterFeatureNames,
  UNCLUSTERED,
} from "./cluster-run";
import { at, type ClusterPoint, type FeatureRows, featureRows, meanRow } from "./feature-rows";
import { type Grouping, groupByDensity, groupByKMeans } from "./group-coins";
import { keepIds } from "./keep-ids";
import { type ClusterName, nameClusters } from "./name-clusters";
import { silhouette } from "./silhouette";
import { stabilities } from "./stability";

/** Fewer coins than this are not a universe. */
export const FEWEST_COINS = 16;
const COINS_A_GROUP = 8;
const WEAK_SILHOUETTE = 0.1;
const TOP_COINS = 5;

export interface ClusterWish {
  readonly method: ClusterMethod;
  /** How many groups k-means should make; fewer where there would be fewer than eight coins a group. */
  readonly count: number;
  readonly seed: number;
  /** The run before, of the same method: its ids are kept and what changed since is told. */
  readonly previous: ClusterRun | null;
  /** Larger than every id that was ever used. */
  readonly nextId: number;
}

export type ClusterOutcome = { ok: true; run: ClusterRun } | { ok: false; reason: string };

/**
 * Groups the coins by what they do, formula A.15: named by content, numbered by continuity, with silhouette and bootstrap
 * stability. Does not depend on the order of the coins. Yields between its parts, so that a caller can let others work.
 */
export function* clusterUniverse(
  coins: readonly ClusterPoint[],
  wish: ClusterWish,
  { asOf, now }: { asOf: UnixMs; now: UnixMs },
): Generator<void, ClusterOutcome> {
  if (coins.length < FEWEST_COINS) {
    return { ok: false, reason: `${coins.length} ranked coins are too few to group: ${FEWEST_COINS} are needed.` };
  }
  const points = coins.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const rows = featureRows(points);
  const random = seededRandom(wish.seed);
  yield;
  const grouping =
    wish.method === "kmeans"
      ? groupByKMeans(rows, {
          k: Math.min(wish.count, Math.floor(points.length / COINS_A_GROUP)),
          random,
          previous: wish.previous,
        })
      : yield* groupByDensity(rows, random);
  yield;
  const stability = yield* stabilities(grouping.labels, grouping.count, grouping.regroup);
  yield;
  const members = numberGroups(points, grouping, wish);
  const clusters = describeClusters({ points, rows, grouping, members, stability, previous: wish.previous });
  const score = silhouette(rows, grouping.labels, random);
  return {
    ok: true,
    run: {
      method: wish.method,
      asOf,
      computedAt: now,
      coins: points.length,
      silhouette: score,
      stability: meanStability(clusters),
      agreement: agreementWith(wish.previous, members),
      weak: score === null || score < WEAK_SILHOUETTE,
      inertia: grouping.inertia,
      clusters,
      members: Object.fromEntries(members),
    },
  };
}

/** Every coin with the id of its group, in the order of the points. */
function numberGroups(points: readonly ClusterPoint[], { labels, count }: Grouping, wish: ClusterWish) {
  const now = new Map(points.map(({ id }, row) => [id, at(labels, row)]));
  const earlier = new Map(Object.entries(wish.previous?.members ?? {}));
  const ids = keepIds(now, count, earlier, wish.nextId);
  return new Map(points.map(({ id }, row) => [id, ids[at(labels, row)] ?? UNCLUSTERED]));
}

interface Findings {
  readonly points: readonly ClusterPoint[];
  readonly rows: FeatureRows;
  readonly grouping: Grouping;
  readonly members: ReadonlyMap<string, number>;
  readonly stability: readonly (number | null)[];
  readonly previous: ClusterRun | null;
}

function describeClusters(findings: Findings): Cluster[] {
  const { rows, grouping } = findings;
  const labels = Array.from({ length: grouping.count }, (_, label) => label);
  const centroids = labels.map((label) => meanRow(rows, grouping.labels, label));
  const names = nameClusters(centroids);
  const clusters = labels.map((label) => describeCluster(findings, label, names[label] ?? null));
  if (grouping.labels.includes(UNCLUSTERED)) clusters.push(describeCluster(findings, UNCLUSTERED, null));
  return clusters;
}

function describeCluster(findings: Findings, label: number, name: ClusterName | null): Cluster {
  const { points, rows, grouping, members, stability, previous } = findings;
  const coins = points.filter((_, row) => grouping.labels[row] === label);
  const [first] = coins;
  const id = (first === undefined ? undefined : members.get(first.id)) ?? UNCLUSTERED;
  const before = previous === null ? null : coinsWithin(previous, id);
  const now = new Set(coins.map((coin) => coin.id));
  return {
    id,
    label: name?.label ?? "Unclustered",
    similarity: name?.similarity ?? null,
    count: coins.length,
    averageScore: coins.reduce((sum, { score }) => sum + score, 0) / Math.max(1, coins.length),
    stability: stability[label] ?? null,
    centroid: nameFeatures(meanRow(rows, grouping.labels, label)),
    topCoins: coins
      .toSorted((a, b) => b.score - a.score)
      .slice(0, TOP_COINS)
      .map((coin) => ({ id: coin.id, symbol: coin.symbol, score: coin.score })),
    entered: before === null ? null : [...now].filter((coin) => !before.has(coin)),
    left: before === null ? null : [...before].filter((coin) => !now.has(coin)),
  };
}

function coinsWithin({ members }: ClusterRun, cluster: number): Set<string> {
  return new Set(Object.entries(members).flatMap(([coin, id]) => (id === cluster ? [coin] : [])));
}

function nameFeatures(centroid: Float64Array): Record<ClusterFeature, number> {
  const named = clusterFeatureNames.map((feature, lane) => [feature, at(centroid, lane)] as const);
  return Object.fromEntries(named) as Record<ClusterFeature, number>;
}

function meanStability(clusters: readonly Cluster[]): number | null {
  let coins = 0;
  let sum = 0;
  for (const { count, stability } of clusters) {
    if (stability === null) continue;
    coins += count;
    sum += count * stability;
  }
  return coins === 0 ? null : sum / coins;
}

function agreementWith(previous: ClusterRun | null, members: ReadonlyMap<string, number>): number | null {
  if (previous === null) return null;
  const earlier = new Map(Object.entries(previous.members));
  const common = [...members].filter(([coin]) => earlier.has(coin));
  return adjustedRand(
    common.map(([coin]) => earlier.get(coin) ?? UNCLUSTERED),
    common.map(([, id]) => id),
  );
}
