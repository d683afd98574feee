import type { MomentumConfig } from "@/lib/momentum/config";
import { maxPoints } from "@/lib/momentum/config";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import { rankDelta } from "@/lib/momentum/select-coins";
import type { SubScoreName } from "@/lib/momentum/sub-scores";
import { isoTime } from "./freshness";
import type { MomentumRow } from "./momentum";
import { roundOrNull, roundTo, significant } from "./rounding";

const SCORE_DIGITS = 2;
const PROBABILITY_DIGITS = 3;
const SPARKLINE_DIGITS = 6;
const SCORE_CEILING = 100;

/** The highest score that the weights in force allow: 95.5 with the defaults. */
export function attainableScore(config: MomentumConfig): number {
  const total = Object.values(maxPoints(config)).reduce((sum, points) => sum + points, 0);
  return Math.min(SCORE_CEILING, roundTo(total, 6));
}

/** One coin as the wire has it; all rounding of scores happens here. `scoreMax` is `attainableScore` of the board's config. */
export function toMomentumRow(coin: ScoredCoin, closes: ArrayLike<number>, scoreMax: number): MomentumRow {
  const { asset, readings } = coin;
  return {
    id: asset.id,
    symbol: asset.symbol,
    name: asset.name,
    image: asset.imageUrl,
    current_price: asset.priceUsd,
    market_cap: asset.marketCapUsd,
    market_cap_rank: asset.marketCapRank,
    total_volume: asset.volumeUsd24h,
    price_change_percentage_1h: asset.changePercent1h,
    price_change_percentage_24h: asset.changePercent24h,
    price_change_percentage_7d: asset.changePercent7d,
    momentum_score: roundTo(coin.score, SCORE_DIGITS),
    sub_scores: roundSubScores(coin),
    whale_confidence: roundOrNull(readings.whale.confidence, PROBABILITY_DIGITS),
    pretrend_prob: roundOrNull(readings.pretrend.probability, PROBABILITY_DIGITS),
    sparkline_7d: Array.from(closes, (close) => significant(close, SPARKLINE_DIGITS)),
    action: coin.action,
    confidence: roundTo(coin.confidence, PROBABILITY_DIGITS),
    cluster_id: coin.cluster?.id ?? null,
    cluster_label: coin.cluster?.label ?? null,
    rank: coin.rank,
    excluded: coin.excluded,
    rank_delta_1h: rankDelta(coin.rank, coin.rankAgo1h),
    rank_delta_24h: rankDelta(coin.rank, coin.rankAgo24h),
    momentum_score_pct: scorePercent(coin.score, scoreMax),
    score_percentile: roundOrNull(coin.scorePercentile, SCORE_DIGITS),
    coverage: roundTo(coin.coverage, PROBABILITY_DIGITS),
    flags: coin.flags,
    missing: coin.missing,
    last_updated: asset.lastUpdatedAt === null ? null : isoTime(asset.lastUpdatedAt),
  };
}

/** A score in percent of the attainable maximum; 0 when weights of zero allow no score at all. */
export function scorePercent(score: number, scoreMax: number): number {
  return scoreMax === 0 ? 0 : roundTo((100 * score) / scoreMax, SCORE_DIGITS);
}

const baseNames = ["price_momentum", "volume_spike", "rsi_signal", "ma_cross"] as const satisfies SubScoreName[];

/**
 * Sub-scores with two decimals that still add up. Rounding each alone can leave their sum 0.025 away from the rounded
 * score; where it is more than 0.01 away, the part that lost or won most by rounding takes the other neighbour.
 */
export function roundSubScores(coin: Pick<ScoredCoin, "subScores" | "baseScore" | "score">): ScoredCoin["subScores"] {
  const rounded = { ...coin.subScores };
  for (const name of Object.keys(rounded) as SubScoreName[]) rounded[name] = roundTo(rounded[name], SCORE_DIGITS);
  const { pretrend_bonus, whale_bonus } = coin.subScores;
  const base = baseNames.reduce((total, name) => total + coin.subScores[name], 0);
  // A score that was clamped at 100 is less than its parts; nothing is to be settled then.
  const agrees = (sum: number, whole: number) => Math.abs(sum - whole) < 1e-6;
  if (agrees(base, coin.baseScore)) settle(rounded, coin.subScores, roundTo(coin.baseScore, SCORE_DIGITS));
  if (agrees(base + pretrend_bonus + whale_bonus, coin.score)) {
    const bonuses = rounded.pretrend_bonus + rounded.whale_bonus;
    settle(rounded, coin.subScores, roundTo(coin.score, SCORE_DIGITS) - bonuses);
  }
  return rounded;
}

function settle(rounded: ScoredCoin["subScores"], exact: ScoredCoin["subScores"], target: number): void {
  const sum = baseNames.reduce((total, name) => total + rounded[name], 0);
  const excess = Math.round((sum - target) * 100);
  if (Math.abs(excess) <= 1) return;
  const direction = Math.sign(excess);
  const residue = (name: (typeof baseNames)[number]) => direction * (rounded[name] - exact[name]);
  const most = baseNames.reduce((best, name) => (residue(name) > residue(best) ? name : best));
  rounded[most] = roundTo(rounded[most] - direction / 100, SCORE_DIGITS);
}
