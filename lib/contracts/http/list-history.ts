import type { UnixMs } from "@/lib/market/units";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import { selectCoins, takePage } from "@/lib/momentum/select-coins";
import type { SubScoreName } from "@/lib/momentum/sub-scores";
import { isoTime } from "./freshness";
import { selectionFrom } from "./list-momentum";
import type { MomentumHistoryList, MomentumHistoryRow } from "./momentum";
import type { MomentumQuery } from "./momentum-query";
import { roundTo, significantOrNull } from "./rounding";

/** A stored ranking of the past. */
export interface PastBoard {
  readonly writtenAt: UnixMs;
  readonly rows: readonly PastRow[];
}

export interface PastRow {
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
  readonly rank: number | null;
  readonly score: number;
  readonly price: number | null;
  readonly subScores: Readonly<Record<SubScoreName, number>>;
}

/**
 * The answer of `GET /market/momentum?as_of=`: what was stored, everything else null. Filters on values that were not
 * stored keep nothing, as they do for any coin that lacks the value.
 */
export function listMomentumHistory(
  { writtenAt, rows }: PastBoard,
  query: MomentumQuery,
  source: MomentumHistoryList["source"],
): MomentumHistoryList {
  const asksUnknown = query.action !== undefined || query.whale_only;
  const coins = rows.map(toPartialCoin);
  const kept = asksUnknown ? [] : selectCoins(coins, selectionFrom(query, 0));
  return {
    page: query.page,
    per_page: query.per_page,
    total: kept.length,
    total_pages: Math.ceil(kept.length / query.per_page),
    ranked: rows.filter((row) => row.rank !== null).length,
    max_points: null,
    sequence: null,
    results: takePage(kept, query.page, query.per_page).flatMap((index) => {
      const row = rows[index];
      return row === undefined ? [] : [toHistoryRow(row)];
    }),
    timestamp: isoTime(writtenAt),
    as_of: isoTime(writtenAt),
    stale: false,
    source,
  };
}

/** A stored row as the selection reads coins; what was not stored is null and the rest is never looked at. */
function toPartialCoin(row: PastRow): ScoredCoin {
  return {
    asset: {
      id: row.id,
      symbol: row.symbol,
      name: row.name,
      imageUrl: null,
      priceUsd: row.price,
      marketCapUsd: null,
      marketCapRank: null,
      volumeUsd24h: null,
      highUsd24h: null,
      lowUsd24h: null,
      changePercent1h: null,
      changePercent24h: null,
      changePercent7d: null,
      lastUpdatedAt: null,
      observedAt: 0,
    },
    rank: row.rank,
    excluded: null,
    score: row.score,
    baseScore: row.score - row.subScores.pretrend_bonus - row.subScores.whale_bonus,
    scorePercentile: null,
    subScores: { ...row.subScores },
    action: "HOLD",
    confidence: 0,
    coverage: 0,
    flags: [],
    missing: [],
    derived: [],
    readings: {
      price: { rawPercent: null, z: null, sigma1h: 0, sigmaSource: "default" },
      volume: {
        ratio: null,
        baselineUsd: null,
        baselineSource: null,
        baselineHave: null,
        baselineWished: null,
        direction: null,
      },
      rsi: { value: null, closes: 0 },
      ma: { spreadFraction: null, z: null, crossed: null, hoursSinceCross: null },
      pretrend: { probability: null },
      whale: { confidence: null, netFlow: null },
    },
    cluster: null,
    rankAgo1h: null,
    rankAgo24h: null,
  };
}

function toHistoryRow(row: PastRow): MomentumHistoryRow {
  const subScores = Object.entries(row.subScores).map(([name, points]) => [name, roundTo(points, 2)]);
  return {
    id: row.id,
    symbol: row.symbol,
    name: row.name,
    image: null,
    current_price: significantOrNull(row.price, 8),
    market_cap: null,
    market_cap_rank: null,
    total_volume: null,
    price_change_percentage_1h: null,
    price_change_percentage_24h: null,
    price_change_percentage_7d: null,
    momentum_score: roundTo(row.score, 2),
    sub_scores: Object.fromEntries(subScores) as MomentumHistoryRow["sub_scores"],
    whale_confidence: null,
    pretrend_prob: null,
    sparkline_7d: null,
    action: null,
    confidence: null,
    cluster_id: null,
    cluster_label: null,
    rank: row.rank,
    excluded: null,
    rank_delta_1h: null,
    rank_delta_24h: null,
    momentum_score_pct: null,
    score_percentile: null,
    coverage: null,
    flags: null,
    missing: null,
    last_updated: null,
  };
}
