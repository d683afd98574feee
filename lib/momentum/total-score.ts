import type { ScoredCoin } from "./scored-coin";

type BaseScores = Omit<ScoredCoin["subScores"], "pretrend_bonus" | "whale_bonus">;

/** The points that every coin can have. */
export function baseScore({ price_momentum, volume_spike, rsi_signal, ma_cross }: BaseScores): number {
  return price_momentum + volume_spike + rsi_signal + ma_cross;
}

/** The momentum score: base points and bonuses, 100 at most. Live scoring and backtests add up here. */
export function totalScore(base: number, pretrendBonus: number, whaleBonus: number): number {
  return Math.min(100, base + pretrendBonus + whaleBonus);
}
