import {
  type Cluster,
  type ClusterMethod,
  type ClusterRun,
  type ClusterSummary,
  UNCLUSTERED,
} from "@/lib/clustering/cluster-run";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import type { UnixMs } from "@/lib/market/units";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import type { ClustersList, WireCluster } from "./clusters";
import { type BoardContact, describeFreshness, isoTime } from "./freshness";
import { roundOrNull, roundTo, significantOrNull } from "./rounding";

const POINTS = 600;
const TOP_COINS = 5;
const NAMED_CHANGES = 50;
const DIGITS = 3;

export interface ClusterFindings {
  readonly method: ClusterMethod;
  /** The operator's: the one that the coins of the board carry. */
  readonly listMethod: ClusterMethod;
  readonly run: ClusterRun | null;
  /** Too old to say where a coin belongs now: the list names no groups any more. */
  readonly isOld: boolean;
  /** Why there is no run; empty when there is one. */
  readonly reason: string;
  /** Earlier runs, oldest first. */
  readonly history: readonly ClusterSummary[];
}

/** The groups of a run as the wire has them, with the scores of the board as it is now. */
export function listClusters(
  { method, listMethod, run, isOld, reason, history }: ClusterFindings,
  board: MomentumBoard,
  now: UnixMs,
  contact: BoardContact,
): ClustersList {
  const freshness = describeFreshness(board, now, contact);
  const members = membersOnBoard(run, board);
  const clusters = (run?.clusters ?? []).map((cluster) =>
    toWireCluster(cluster, { board, coins: members.get(cluster.id) ?? [], history }),
  );
  const groups = clusters.filter(({ cluster_id }) => cluster_id !== UNCLUSTERED).length;
  return {
    total_clusters: groups,
    clusters,
    method,
    list_method: listMethod,
    reason: run === null ? reason : groups === 0 ? "No group of coins is dense enough to stand out." : "",
    silhouette: roundOrNull(run?.silhouette ?? null, DIGITS),
    stability: roundOrNull(run?.stability ?? null, DIGITS),
    agreement: roundOrNull(run?.agreement ?? null, DIGITS),
    weak: run?.weak ?? true,
    computed_at: run === null ? null : isoTime(run.computedAt),
    points: choosePoints(members),
    old_run: isOld,
    ...freshness,
    stale: freshness.stale || isOld,
  };
}

type Members = ReadonlyMap<number, readonly ScoredCoin[]>;

/** The coins of each group that are still ranked, in the order of the board. */
function membersOnBoard(run: ClusterRun | null, board: MomentumBoard): Members {
  const groups = new Map<number, ScoredCoin[]>();
  if (run === null) return groups;
  const places = new Map(Object.entries(run.members));
  for (const coin of board.coins) {
    const id = coin.rank === null ? undefined : places.get(coin.asset.id);
    if (id === undefined) continue;
    const group = groups.get(id) ?? [];
    group.push(coin);
    groups.set(id, group);
  }
  return groups;
}

interface Surroundings {
  readonly board: MomentumBoard;
  readonly coins: readonly ScoredCoin[];
  readonly history: readonly ClusterSummary[];
}

function toWireCluster(cluster: Cluster, { board, coins, history }: Surroundings): WireCluster {
  const { id, label, count, averageScore, stability, similarity, centroid, entered, left } = cluster;
  const average = coins.length === 0 ? averageScore : coins.reduce((sum, { score }) => sum + score, 0) / coins.length;
  return {
    cluster_id: id,
    label,
    coin_count: count,
    avg_momentum: roundTo(average, 2),
    top_coins: coins.slice(0, TOP_COINS).map(({ asset }) => asset.symbol),
    stability: roundOrNull(stability, DIGITS),
    similarity: roundOrNull(similarity, DIGITS),
    centroid: Object.fromEntries(
      Object.entries(centroid).map(([feature, z]) => [feature, roundTo(z, DIGITS)]),
    ) as typeof centroid,
    entered: entered && nameLargest(entered, board),
    left: left && nameLargest(left, board),
    entered_count: entered?.length ?? null,
    left_count: left?.length ?? null,
    history: history.flatMap(({ computedAt, clusters }) => {
      const then = clusters.find((one) => one.id === id);
      if (then === undefined) return [];
      return [{ time: isoTime(computedAt), avg_momentum: roundTo(then.averageScore, 2), coin_count: then.count }];
    }),
  };
}

/** A coin that left the board too is named by its id. */
function nameLargest(ids: readonly string[], { coins }: MomentumBoard): { id: string; symbol: string }[] {
  const wanted = new Set(ids);
  const known = coins.filter(({ asset }) => wanted.has(asset.id)).toSorted(byMarketCap);
  const named = known.map(({ asset }) => ({ id: asset.id, symbol: asset.symbol }));
  for (const { id } of named) wanted.delete(id);
  return [...named, ...Array.from(wanted, (id) => ({ id, symbol: id }))].slice(0, NAMED_CHANGES);
}

/** The largest coins of each group, each group with its share of the marks. */
function choosePoints(members: Members): ClustersList["points"] {
  const total = [...members.values()].reduce((sum, coins) => sum + coins.length, 0);
  return [...members].flatMap(([id, coins]) => {
    const share = Math.floor((POINTS * coins.length) / Math.max(POINTS, total));
    return coins
      .toSorted(byMarketCap)
      .slice(0, share)
      .map((coin) => toPoint(id, coin));
  });
}

function byMarketCap(a: ScoredCoin, b: ScoredCoin): number {
  return (b.asset.marketCapUsd ?? -1) - (a.asset.marketCapUsd ?? -1);
}

function toPoint(cluster: number, { asset, score }: ScoredCoin): ClustersList["points"][number] {
  const { id, symbol, marketCapUsd, volumeUsd24h, changePercent24h } = asset;
  return {
    id,
    symbol,
    cluster_id: cluster,
    momentum_score: roundTo(score, 2),
    turnover: significantOrNull(marketCapUsd === null || volumeUsd24h === null ? null : volumeUsd24h / marketCapUsd, 4),
    market_cap: significantOrNull(marketCapUsd, 6),
    price_change_percentage_24h: roundOrNull(changePercent24h, 2),
  };
}
