import { parseMarketRow } from "@/lib/adapters/coingecko/parse";
import type { ObservedAsset } from "@/lib/market/asset";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import type { UniverseInputs } from "@/lib/momentum/score-universe";
import { medianBaseline, type VolumeBaseline } from "@/lib/momentum/volume-baseline";
import type { Market } from "@/lib/simulator/market";
import { createCoinGeckoApi } from "./simulator/coingecko-api";

/** Everything that the market server would tell of one moment, as the provider's client would parse it. */
export function sweep(market: Market, now: number): ObservedAsset[] {
  const api = createCoinGeckoApi(market);
  const observed = new Map<string, ObservedAsset>();
  for (let page = 1; ; page += 1) {
    const query = new URLSearchParams({
      vs_currency: "usd",
      per_page: "250",
      page: String(page),
      sparkline: "true",
      price_change_percentage: "1h,24h,7d",
    });
    const rows: unknown[] = JSON.parse(api("/coins/markets", query, now).body.toString());
    for (const row of rows) {
      const parsed = parseMarketRow(row, now);
      if (typeof parsed !== "string") observed.set(parsed.asset.id, parsed);
    }
    if (rows.length < 250) return [...observed.values()];
  }
}

/** Baselines as the bootstrap takes them: the rolling volume at the same hour of the seven days before. */
export function baselinesFromCharts(
  market: Market,
  observed: readonly ObservedAsset[],
  now: number,
): Map<string, VolumeBaseline> {
  const baselines = new Map<string, VolumeBaseline>();
  for (const { asset } of observed.slice(0, 150)) {
    const volumes = market.chart(asset.id, 8, now)?.total_volumes ?? [];
    const sameHour = [1, 2, 3, 4, 5, 6, 7].flatMap((day) => {
      const point = volumes.find(([at]) => Math.abs(at - (now - day * DAY_MS)) <= HOUR_MS / 2);
      return point?.[1] == null ? [] : [point[1]];
    });
    const baseline = medianBaseline(sameHour, "market_chart");
    if (baseline) baselines.set(asset.id, baseline);
  }
  return baselines;
}

/** No categories, no earlier actions or ranks. */
export const nothingElse: Omit<UniverseInputs, "observed" | "baselines"> = {
  categories: { stable: new Set(), derivative: new Set() },
  previousActions: new Map(),
  ranksAgo1h: new Map(),
  ranksAgo24h: new Map(),
};
