import type { ClustersList, WireCluster } from "@/lib/contracts/http/clusters";
import type { ClusterPoint } from "./layout-cluster-map";

const centroid = { score: 0, volume_ratio: 0, turnover: 0, market_cap: 0, volatility: 0, z_7d: 0, whale_confidence: 0 };

export function clusterFixture(changes: Partial<WireCluster> = {}): WireCluster {
  return {
    cluster_id: 0,
    label: "High Momentum Leaders",
    coin_count: 41,
    avg_momentum: 78.24,
    top_coins: ["SOL"],
    stability: 0.81,
    similarity: 0.9,
    centroid,
    entered: [],
    left: [],
    entered_count: 0,
    left_count: 0,
    history: [],
    ...changes,
  };
}

export function pointFixture(changes: Partial<ClusterPoint> = {}): ClusterPoint {
  return {
    id: "solana",
    symbol: "SOL",
    cluster_id: 0,
    momentum_score: 80,
    turnover: 0.1,
    market_cap: 2e9,
    price_change_percentage_24h: 5,
    ...changes,
  };
}

export function clustersFixture(changes: Partial<ClustersList> = {}): ClustersList {
  const at = "2026-11-21T13:00:00.000Z";
  return {
    total_clusters: 8,
    clusters: [clusterFixture()],
    method: "kmeans",
    list_method: "kmeans",
    reason: "",
    silhouette: 0.24,
    stability: 0.81,
    agreement: 0.9,
    weak: false,
    computed_at: at,
    points: [pointFixture()],
    timestamp: at,
    as_of: at,
    old_run: false,
    stale: false,
    source: "simulated",
    ...changes,
  };
}
