import type { Fraction, Usd } from "@/lib/market/units";
import type { Action, ScoredCoin } from "./scored-coin";
import type { SubScoreName } from "./sub-scores";
import { subScoreNames } from "./sub-scores";

type Reading = number | string | null;

/** Every number and name of a coin that a list can be ordered by; the names are the wire's. */
const readings = {
  momentum_score: (coin) => coin.score,
  rank: (coin) => coin.rank,
  ...(Object.fromEntries(
    subScoreNames.map((name) => [name, (coin: ScoredCoin) => coin.subScores[name]]),
  ) as unknown as Record<SubScoreName, (coin: ScoredCoin) => Reading>),
  current_price: (coin) => coin.asset.priceUsd,
  market_cap: (coin) => coin.asset.marketCapUsd,
  market_cap_rank: (coin) => coin.asset.marketCapRank,
  total_volume: (coin) => coin.asset.volumeUsd24h,
  price_change_percentage_1h: (coin) => coin.asset.changePercent1h,
  price_change_percentage_24h: (coin) => coin.asset.changePercent24h,
  price_change_percentage_7d: (coin) => coin.asset.changePercent7d,
  whale_confidence: (coin) => coin.readings.whale.confidence,
  pretrend_prob: (coin) => coin.readings.pretrend.probability,
  confidence: (coin) => coin.confidence,
  coverage: (coin) => coin.coverage,
  rank_delta_1h: (coin) => rankDelta(coin.rank, coin.rankAgo1h),
  rank_delta_24h: (coin) => rankDelta(coin.rank, coin.rankAgo24h),
  score_percentile: (coin) => coin.scorePercentile,
  symbol: (coin) => coin.asset.symbol.toLowerCase(),
  name: (coin) => coin.asset.name.toLowerCase(),
} satisfies Record<string, (coin: ScoredCoin) => Reading>;
export type CoinSort = keyof typeof readings;

/** Current rank minus the earlier one, so −3 is a rise; null when either is not known. */
export function rankDelta(rank: number | null, rankAgo: number | null): number | null {
  return rank === null || rankAgo === null ? null : rank - rankAgo;
}

/** What to keep of a board and in which order. A bound on a value that a coin does not have drops the coin. */
export interface CoinSelection {
  sort: CoinSort;
  order: "asc" | "desc";
  /** Matched inside id, symbol and name without regard to case; empty keeps all. */
  search: string;
  ids: readonly string[] | null;
  marketCapUsdMin: Usd | null;
  marketCapUsdMax: Usd | null;
  volumeUsdMin: Usd | null;
  scoreMin: number | null;
  actions: readonly Action[] | null;
  /** Keeps coins whose whale confidence is at least this; null keeps all. */
  whaleConfidenceMin: Fraction | null;
  clusterId: number | null;
  /** Coins without a rank (stable, wrapped, new, dead) stay out unless asked for. */
  includeUnranked: boolean;
}

/** Indexes into `coins` (which are in board order) of the coins a selection keeps, in its order; nulls last either way. */
export function selectCoins(coins: readonly ScoredCoin[], selection: CoinSelection): number[] {
  const keeps = keeper(selection);
  const kept: number[] = [];
  coins.forEach((coin, index) => {
    if (keeps(coin)) kept.push(index);
  });
  // The board already is in descending score order, ties included.
  if (selection.sort === "momentum_score" && selection.order === "desc") return kept;
  return sortIndexes(kept, coins, selection.sort, selection.order);
}

function sortIndexes(kept: readonly number[], coins: readonly ScoredCoin[], sort: CoinSort, order: "asc" | "desc") {
  const read: (coin: ScoredCoin) => Reading = readings[sort];
  const direction = order === "asc" ? 1 : -1;
  const known: { index: number; value: number | string }[] = [];
  const unknown: number[] = [];
  for (const index of kept) {
    const coin = coins[index];
    const value = coin === undefined ? null : read(coin);
    if (value === null) unknown.push(index);
    else known.push({ index, value });
  }
  known.sort((a, b) => {
    if (a.value === b.value) return a.index - b.index;
    return a.value < b.value ? -direction : direction;
  });
  return [...known.map(({ index }) => index), ...unknown];
}

type Check = (coin: ScoredCoin) => boolean;

function keeper(selection: CoinSelection): Check {
  const checks: Check[] = [];
  if (!selection.includeUnranked) checks.push((coin) => coin.rank !== null);
  const { clusterId } = selection;
  if (clusterId !== null) checks.push((coin) => coin.cluster?.id === clusterId);
  addBound(checks, selection.marketCapUsdMin, (coin) => coin.asset.marketCapUsd);
  addBound(checks, selection.volumeUsdMin, (coin) => coin.asset.volumeUsd24h);
  addBound(checks, selection.scoreMin, (coin) => coin.score);
  addBound(checks, selection.whaleConfidenceMin, (coin) => coin.readings.whale.confidence);
  const { marketCapUsdMax, actions, ids } = selection;
  if (marketCapUsdMax !== null) {
    checks.push(({ asset }) => asset.marketCapUsd !== null && asset.marketCapUsd <= marketCapUsdMax);
  }
  if (actions !== null) checks.push((coin) => actions.includes(coin.action));
  if (ids !== null) {
    const wanted = new Set(ids.map((id) => id.toLowerCase()));
    checks.push((coin) => wanted.has(coin.asset.id.toLowerCase()));
  }
  if (selection.search !== "") checks.push(searcher(selection.search.toLowerCase()));
  return (coin) => checks.every((check) => check(coin));
}

function addBound(checks: Check[], min: number | null, read: (coin: ScoredCoin) => number | null): void {
  if (min === null) return;
  checks.push((coin) => {
    const value = read(coin);
    return value !== null && value >= min;
  });
}

function searcher(needle: string): Check {
  return ({ asset }) =>
    asset.id.toLowerCase().includes(needle) ||
    asset.symbol.toLowerCase().includes(needle) ||
    asset.name.toLowerCase().includes(needle);
}

/** One page of a list; pages start at 1 and a page past the end is empty. */
export function takePage<T>(items: readonly T[], page: number, perPage: number): T[] {
  return items.slice((page - 1) * perPage, page * perPage);
}
