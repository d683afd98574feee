import { UNCLUSTERED } from "@/lib/clustering/cluster-run";
import type { MomentumSort } from "@/lib/contracts/http/momentum";
import { formatCompactUsd } from "@/lib/format/compact-usd";
import { formatScore } from "@/lib/format/score";
import { activeFilters, type FilterName, type ListQuery } from "./list-query";

/** A filter as its chip says it: "Market cap ≥ $50.0M". The address knows a group by its number; its label comes with the rows. */
export function filterLabel(
  query: ListQuery,
  name: FilterName,
  groupLabel: string | null = null,
  watchlistName: string | null = null,
): string {
  switch (name) {
    case "min_marketcap":
      return `Market cap ≥ ${formatCompactUsd(query.min_marketcap)}`;
    case "max_marketcap":
      return `Market cap ≤ ${formatCompactUsd(query.max_marketcap)}`;
    case "min_volume":
      return `Volume ≥ ${formatCompactUsd(query.min_volume)}`;
    case "min_score":
      return `Score ≥ ${formatScore(query.min_score)}`;
    case "action":
      return `Band ${query.action.join(", ")}`;
    case "whale_only":
      return "Whales active";
    case "cluster_id":
      if (query.cluster_id === UNCLUSTERED) return "In no group";
      return groupLabel === null ? `Group ${query.cluster_id}` : `Group ${groupLabel}`;
    case "include_stable":
      return "With stable coins";
    case "watchlist":
      return `Watchlist ${watchlistName ?? ""}`.trim();
    case "q":
      return `“${query.q.trim()}”`;
  }
}

export const sortLabels: Partial<Record<MomentumSort, string>> = {
  momentum_score: "Score",
  price_change_percentage_1h: "1 h change",
  price_change_percentage_24h: "24 h change",
  price_change_percentage_7d: "7 d change",
  total_volume: "Volume",
  market_cap: "Market cap",
  current_price: "Price",
  volume_spike: "Volume points",
  price_momentum: "Price points",
  rsi_signal: "RSI points",
  ma_cross: "MA cross points",
  rank_delta_1h: "Places moved, 1 h",
  whale_confidence: "Whale confidence",
  pretrend_prob: "Pre-trend probability",
  coverage: "Coverage",
  symbol: "Symbol",
};

export function sortLabel(sort: MomentumSort): string {
  return sortLabels[sort] ?? sort.replaceAll("_", " ");
}

/** The label of the group that the list is filtered by; rows that still answer the question before do not know it. */
export function groupLabelOf(
  { cluster_id }: ListQuery,
  row: { readonly cluster_id: number | null; readonly cluster_label: string | null } | null,
): string | null {
  return cluster_id !== null && row?.cluster_id === cluster_id ? row.cluster_label : null;
}

/** The list in one sentence, for the caption and for screen readers. */
export function listSentence(query: ListQuery, groupLabel: string | null = null): string {
  const filters = activeFilters(query)
    .filter((name) => name !== "include_stable")
    .map((name) => filterLabel(query, name, groupLabel));
  const direction = query.order === "desc" ? "highest" : "lowest";
  const all = query.include_stable ? "All coins, ranked or not" : "All ranked coins";
  const which = filters.length === 0 ? all : `Coins with ${filters.join(" and ")}`;
  return `${which}, ${direction} ${sortLabel(query.sort).toLowerCase()} first.`;
}
