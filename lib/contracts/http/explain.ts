import type { MomentumConfig } from "@/lib/momentum/config";
import { maxPoints } from "@/lib/momentum/config";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import type { SubScoreName } from "@/lib/momentum/sub-scores";
import { subScoreNames } from "@/lib/momentum/sub-scores";
import type { Explain } from "./coin-answer";
import { describeSubScore } from "./explain-sentences";
import { roundSubScores } from "./momentum-wire";
import { roundOrNull, roundTo, significant, significantOrNull } from "./rounding";

const SCORE_DIGITS = 2;
const RAW_DIGITS = 4;
/** As in `pretrend_prob`: rounded twice, one number would read as two. */
const PROBABILITY_DIGITS = 3;
const TOP_DRIVERS = 3;

/** The names people see in `top_drivers`. */
const driverNames: Record<SubScoreName, string> = {
  price_momentum: "Price Momentum",
  volume_spike: "Volume Spike",
  rsi_signal: "RSI Signal",
  ma_cross: "MA Cross",
  pretrend_bonus: "PreTrend Bonus",
  whale_bonus: "Whale Bonus",
};

const configWeights: Record<SubScoreName, (config: MomentumConfig) => number> = {
  price_momentum: (config) => config.priceMomentumWeight,
  volume_spike: (config) => config.volumeSpikeWeight,
  rsi_signal: (config) => config.rsiSignalWeight,
  ma_cross: (config) => config.maCrossWeight,
  pretrend_bonus: (config) => config.pretrendWeight,
  whale_bonus: (config) => config.whaleWeight,
};

const bonuses: ReadonlySet<SubScoreName> = new Set(["pretrend_bonus", "whale_bonus"]);

/** Points of an ordinary coin, and what a missing input counts as: half of a base sub-score, none of a bonus. */
export function neutralPoints(name: SubScoreName, max: number): number {
  return bonuses.has(name) ? 0 : max / 2;
}

/** formulas.md A.8 for one coin; the rounded parts add up to the rounded score within 0.02. */
export function explainCoin(coin: ScoredCoin, config: MomentumConfig, scoreVersion: number): Explain {
  const { readings } = coin;
  const scores = roundSubScores(coin);
  const max = maxPoints(config);
  return {
    formula: "base_score + pretrend_bonus + whale_bonus",
    base_score: roundTo(coin.baseScore, SCORE_DIGITS),
    components: explainComponents(coin, config, scores),
    top_drivers: subScoreNames
      .map((name) => ({ name: driverNames[name], score: scores[name], max: roundTo(max[name], SCORE_DIGITS) }))
      .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
      .slice(0, TOP_DRIVERS),
    coverage: roundTo(coin.coverage, 3),
    missing: coin.missing,
    derived: coin.derived,
    flags: coin.flags,
    baseline_source: readings.volume.baselineSource,
    baseline_usd: significantOrNull(readings.volume.baselineUsd, 8),
    baseline_have: readings.volume.baselineHave,
    baseline_wished: readings.volume.baselineWished,
    volume_direction: readings.volume.direction,
    z: roundOrNull(readings.price.z, RAW_DIGITS),
    sigma_1h: significant(readings.price.sigma1h, 6),
    sigma_source: readings.price.sigmaSource,
    rsi: roundOrNull(readings.rsi.value, RAW_DIGITS),
    hourly_closes: readings.rsi.closes,
    ma_z: roundOrNull(readings.ma.z, RAW_DIGITS),
    crossed: readings.ma.crossed,
    hours_since_cross: readings.ma.hoursSinceCross,
    score_version: scoreVersion,
  };
}

function explainComponents(
  coin: ScoredCoin,
  config: MomentumConfig,
  scores: Record<SubScoreName, number>,
): Explain["components"] {
  const max = maxPoints(config);
  const raw = rawValues(coin);
  const explain = (name: SubScoreName) => {
    const neutral = neutralPoints(name, max[name]);
    const missing = coin.missing.includes(name);
    return {
      score: scores[name],
      weight: configWeights[name](config),
      max_points: roundTo(max[name], SCORE_DIGITS),
      raw_value: roundOrNull(raw[name], name === "pretrend_bonus" ? PROBABILITY_DIGITS : RAW_DIGITS),
      description: describeSubScore(name, coin, { config, missing, neutral, max: max[name] }),
      neutral: roundTo(neutral, SCORE_DIGITS),
      missing,
    };
  };
  return {
    price_momentum: explain("price_momentum"),
    volume_spike: explain("volume_spike"),
    rsi_signal: explain("rsi_signal"),
    ma_cross: explain("ma_cross"),
    pretrend_bonus: explain("pretrend_bonus"),
    whale_bonus: explain("whale_bonus"),
  };
}

/** A.8: raw percent, volume ratio, RSI, spread in percent, probability, whale confidence. */
function rawValues({ readings }: ScoredCoin): Record<SubScoreName, number | null> {
  const { spreadFraction } = readings.ma;
  return {
    price_momentum: readings.price.rawPercent,
    volume_spike: readings.volume.ratio,
    rsi_signal: readings.rsi.value,
    ma_cross: spreadFraction === null ? null : spreadFraction * 100,
    pretrend_bonus: readings.pretrend.probability,
    whale_bonus: readings.whale.confidence,
  };
}
