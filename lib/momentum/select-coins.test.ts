import { describe, expect, it } from "vitest";
import { scoredCoinFixture } from "@/lib/contracts/board.fixture";
import type { ScoredCoin } from "./scored-coin";
import { type CoinSelection, selectCoins, takePage } from "./select-coins";

const all: CoinSelection = {
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
  includeUnranked: false,
};

function coin(index: number, asset: Partial<ScoredCoin["asset"]> = {}, rest: Partial<ScoredCoin> = {}): ScoredCoin {
  const base = scoredCoinFixture(index);
  return { ...base, ...rest, asset: { ...base.asset, ...asset } };
}

const coins = [
  coin(0, { id: "bitcoin", symbol: "BTC", name: "Bitcoin", marketCapUsd: 100, volumeUsd24h: 5 }, { action: "BUY" }),
  coin(1, { id: "tether", symbol: "USDT", name: "Tether", marketCapUsd: 90 }, { rank: null, excluded: "stable" }),
  coin(2, { id: "wrapped-bitcoin", symbol: "WBTC", name: "Wrapped", marketCapUsd: null, volumeUsd24h: null }),
  coin(3, { id: "ether", symbol: "ETH", name: "Ether", marketCapUsd: 100 }, { action: "EXIT" }),
];
const pick = (changes: Partial<CoinSelection>) => selectCoins(coins, { ...all, ...changes });

describe("selecting coins", () => {
  it("hides coins without a rank unless asked for", () => {
    expect(pick({})).toEqual([0, 2, 3]);
    expect(pick({ includeUnranked: true })).toEqual([0, 1, 2, 3]);
  });

  it("searches id, symbol and name in any case", () => {
    expect(pick({ search: "BITCOIN" })).toEqual([0, 2]);
    expect(pick({ search: "eTh" })).toEqual([3]);
    expect(pick({ search: "usdt", includeUnranked: true })).toEqual([1]);
    expect(pick({ search: "rapp" })).toEqual([2]);
    expect(pick({ search: ".*" })).toEqual([]);
  });

  it("drops a coin that lacks the value a bound is on", () => {
    expect(pick({ marketCapUsdMin: 0 })).toEqual([0, 3]);
    expect(pick({ marketCapUsdMax: 1e12 })).toEqual([0, 3]);
    expect(pick({ volumeUsdMin: 0 })).toEqual([0, 3]);
    expect(pick({ whaleConfidenceMin: 0 })).toEqual([]);
    expect(pick({ clusterId: 0 })).toEqual([]);
  });

  it("puts bounds at their value inside", () => {
    expect(pick({ marketCapUsdMin: 100 })).toEqual([0, 3]);
    expect(pick({ marketCapUsdMax: 99 })).toEqual([]);
    expect(pick({ scoreMin: coins[2]!.score })).toEqual([0, 2]);
  });

  it("keeps wanted ids and actions", () => {
    expect(pick({ ids: ["ETHER", "nobody"] })).toEqual([3]);
    expect(pick({ actions: ["BUY", "EXIT"] })).toEqual([0, 3]);
    expect(pick({ ids: [] })).toEqual([]);
  });

  it("sorts nulls last in both orders and ties in board order", () => {
    expect(pick({ sort: "market_cap", order: "desc" })).toEqual([0, 3, 2]);
    expect(pick({ sort: "market_cap", order: "asc" })).toEqual([0, 3, 2]);
    expect(pick({ sort: "rank", order: "asc", includeUnranked: true })).toEqual([0, 2, 3, 1]);
    expect(pick({ sort: "rank", order: "desc", includeUnranked: true })).toEqual([3, 2, 0, 1]);
    expect(pick({ sort: "name", order: "asc" })).toEqual([0, 3, 2]);
    expect(pick({ sort: "symbol", order: "desc" })).toEqual([2, 3, 0]);
    expect(pick({ sort: "momentum_score", order: "asc" })).toEqual([3, 2, 0]);
    expect(pick({ sort: "price_change_percentage_7d", order: "asc" })).toEqual([0, 2, 3]);
  });

  it("takes pages from 1 and gives nothing past the end", () => {
    expect(takePage([1, 2, 3], 2, 2)).toEqual([3]);
    expect(takePage([1, 2, 3], 3, 2)).toEqual([]);
  });
});
