import { percentileRanks } from "@/lib/statistics/percentile-rank";
import type { ScoredCoin } from "./scored-coin";

/** Board order: unrounded score descending, market cap descending (unknown last), id ascending. */
export function compareForRank(left: ScoredCoin, right: ScoredCoin): number {
  if (left.score !== right.score) return right.score - left.score;
  const leftCap = left.asset.marketCapUsd ?? -1;
  const rightCap = right.asset.marketCapUsd ?? -1;
  if (leftCap !== rightCap) return rightCap - leftCap;
  return left.asset.id < right.asset.id ? -1 : left.asset.id > right.asset.id ? 1 : 0;
}

/** Sorts the board in place and gives every coin that is not excluded its rank, from 1, and its mid-rank percentile. */
export function rankCoins(coins: ScoredCoin[]): void {
  coins.sort(compareForRank);
  const ranked = coins.filter((coin) => coin.excluded === null);
  const percentiles = percentileRanks(ranked.map((coin) => coin.score));
  ranked.forEach((coin, index) => {
    coin.rank = index + 1;
    coin.scorePercentile = percentiles[index] ?? null;
  });
}

export interface RankChange {
  /** Current minus previous: −3 is a rise of three places. */
  rankDelta: number;
  positionsGained: number;
  direction: "up" | "down" | "flat";
}

export function rankChange(current: number, previous: number): RankChange {
  const rankDelta = current - previous;
  return {
    rankDelta,
    positionsGained: previous - current,
    direction: rankDelta < 0 ? "up" : rankDelta > 0 ? "down" : "flat",
  };
}
