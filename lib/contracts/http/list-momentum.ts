import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import type { UnixMs } from "@/lib/market/units";
import { maxPoints } from "@/lib/momentum/config";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import type { CoinSelection } from "@/lib/momentum/select-coins";
import { selectCoins, takePage } from "@/lib/momentum/select-coins";
import type { BoardContact } from "./freshness";
import { describeFreshness } from "./freshness";
import type { CoinsList, MomentumList } from "./momentum";
import type { CoinsQuery, MomentumQuery } from "./momentum-query";
import { attainableScore, toMomentumRow } from "./momentum-wire";
import { roundTo } from "./rounding";

export interface ListOptions extends BoardContact {
  /** From which whale confidence `whale_only` keeps a coin. */
  whaleConfidenceMin: number;
}

export const defaultListOptions: ListOptions = { cutOff: false, whaleConfidenceMin: 0.6 };

/** The answer of `GET /market/momentum` from a board; `now` is market time and decides only `stale`. */
export function listMomentum(
  { board, closes }: BoardSnapshot,
  query: MomentumQuery,
  now: UnixMs,
  options: ListOptions = defaultListOptions,
): MomentumList {
  const kept = selectCoins(board.coins, selectionFrom(query, options.whaleConfidenceMin));
  const scoreMax = attainableScore(board.config);
  return {
    page: query.page,
    per_page: query.per_page,
    total: kept.length,
    total_pages: Math.ceil(kept.length / query.per_page),
    ranked: board.rankedCount,
    max_points: describeMaxPoints(board.config, scoreMax),
    sequence: board.sequence,
    results: takePage(kept, query.page, query.per_page).flatMap((index) => {
      const coin = board.coins[index];
      return coin === undefined ? [] : [toMomentumRow(coin, closes[index] ?? [], scoreMax)];
    }),
    ...describeFreshness(board, now, options),
  };
}

/** Attainable points of each sub-score, of the base and of the whole. */
function describeMaxPoints(config: Parameters<typeof maxPoints>[0], scoreMax: number): Record<string, number> {
  const parts = Object.entries(maxPoints(config)).map(([name, points]) => [name, roundTo(points, 2)]);
  return { ...Object.fromEntries(parts), momentum_score: roundTo(scoreMax, 2) };
}

/** A parsed query in the core's words. */
export function selectionFrom(query: MomentumQuery, whaleConfidenceMin: number): CoinSelection {
  return {
    sort: query.sort,
    order: query.order,
    search: query.q,
    ids: query.ids ?? null,
    marketCapUsdMin: query.min_marketcap ?? null,
    marketCapUsdMax: query.max_marketcap ?? null,
    volumeUsdMin: query.min_volume ?? null,
    scoreMin: query.min_score ?? null,
    actions: query.action ?? null,
    whaleConfidenceMin: query.whale_only ? whaleConfidenceMin : null,
    clusterId: query.cluster_id ?? null,
    includeUnranked: query.include_stable,
  };
}

/** The answer of `GET /market/coins`: every coin, largest market cap first, coins without one last. */
export function listCoins(
  { board }: BoardSnapshot,
  query: CoinsQuery,
  now: UnixMs,
  contact: BoardContact = defaultListOptions,
): CoinsList {
  const order = selectCoins(board.coins, { ...everyCoin, sort: "market_cap", order: "desc" });
  return {
    page: query.page,
    per_page: query.per_page,
    total: order.length,
    coins: takePage(order, query.page, query.per_page).flatMap((index) => {
      const coin = board.coins[index];
      return coin === undefined ? [] : [toCoinsRow(coin)];
    }),
    ...describeFreshness(board, now, contact),
  };
}

const everyCoin: CoinSelection = {
  sort: "momentum_score",
  order: "desc",
  search: "",
  ids: null,
  marketCapUsdMin: null,
  marketCapUsdMax: null,
  volumeUsdMin: null,
  scoreMin: null,
  actions: null,
  whaleConfidenceMin: null,
  clusterId: null,
  includeUnranked: true,
};

function toCoinsRow({ asset }: ScoredCoin): CoinsList["coins"][number] {
  return {
    id: asset.id,
    symbol: asset.symbol,
    name: asset.name,
    image: asset.imageUrl,
    current_price: asset.priceUsd,
    market_cap: asset.marketCapUsd,
    market_cap_rank: asset.marketCapRank,
  };
}
