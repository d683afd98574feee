import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import type { CoinReadings } from "./coin-readings";

/** What rules see of one coin of a board. A dead coin's price stands still for nobody knows how long: it is not known. */
export function readingsOf({ asset, rank, score, action, readings, cluster, flags }: ScoredCoin): CoinReadings {
  const isDead = flags.includes("dead");
  return {
    coinId: asset.id,
    symbol: asset.symbol,
    score: isDead ? null : score,
    price: isDead ? null : asset.priceUsd,
    whale: readings.whale.confidence,
    pretrend: readings.pretrend.probability,
    rank,
    clusterId: cluster?.id ?? null,
    action: isDead ? null : action,
    marketCapUsd: asset.marketCapUsd,
    volumeUsd: asset.volumeUsd24h,
  };
}

/** The readings of a whole board by coin id, in its order. */
export function boardReadings(coins: readonly ScoredCoin[]): Map<string, CoinReadings> {
  return new Map(coins.map((coin) => [coin.asset.id, readingsOf(coin)]));
}
