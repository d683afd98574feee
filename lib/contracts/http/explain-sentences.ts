import type { MomentumConfig } from "@/lib/momentum/config";
import type { BaselineSource, ScoredCoin } from "@/lib/momentum/scored-coin";
import type { SubScoreName } from "@/lib/momentum/sub-scores";
import { roundTo } from "./rounding";

interface Context {
  config: MomentumConfig;
  missing: boolean;
  neutral: number;
  max: number;
}

/** RSI(14) needs 14 changes, so 15 closes. */
const RSI_CLOSES = 15;

const describers: Record<SubScoreName, (coin: ScoredCoin, context: Context) => string> = {
  price_momentum: (coin, { config }) => describePrice(coin, config),
  volume_spike: (coin) => describeVolume(coin),
  rsi_signal: ({ readings }) =>
    readings.rsi.value === null
      ? `RSI is not known: ${readings.rsi.closes} of ${RSI_CLOSES} hourly closes.`
      : `RSI(14) over ${readings.rsi.closes} hourly closes is ${readings.rsi.value.toFixed(1)}; 20 or less gives nothing, 80 or more gives everything.`,
  ma_cross: (coin, { config }) => describeAverages(coin, config),
  pretrend_bonus: ({ readings }) =>
    readings.pretrend.probability === null
      ? "The pre-trend probability is not known: no model is running."
      : `The pre-trend probability is ${readings.pretrend.probability.toFixed(3)}.`,
  whale_bonus: (coin) => describeWhales(coin),
};

/** One or two full sentences that name the real inputs of a sub-score, and say what stands in for missing ones. */
export function describeSubScore(name: SubScoreName, coin: ScoredCoin, context: Context): string {
  const sentence = describers[name](coin, context);
  if (!context.missing) return sentence;
  return `${sentence} Counted as ${isBase(name) ? "neutral" : "nothing"}, ${points(context.neutral)} of ${points(context.max)}.`;
}

function isBase(name: SubScoreName): boolean {
  return name !== "pretrend_bonus" && name !== "whale_bonus";
}

const points = (value: number) => value.toFixed(1);

function describePrice({ asset, derived, readings }: ScoredCoin, config: MomentumConfig): string {
  const { rawPercent, z, sigma1h, sigmaSource } = readings.price;
  if (rawPercent === null) return "The price change is not known for any of 1 h, 24 h and 7 d.";
  const changes = [
    changeText("1 h", asset.changePercent1h, false),
    changeText("24 h", asset.changePercent24h, derived.includes("24h")),
    changeText("7 d", asset.changePercent7d, derived.includes("7d")),
  ].filter((text) => text !== null);
  const unknown = [
    asset.changePercent1h === null ? "1 h" : null,
    asset.changePercent24h === null && !derived.includes("24h") ? "24 h" : null,
    asset.changePercent7d === null && !derived.includes("7d") ? "7 d" : null,
  ].filter((text) => text !== null);
  const weighted = `The price changed by ${joinWords(changes)}, weighted ${signedPercent(rawPercent)}`;
  const rest = unknown.length === 0 ? "" : ` The change over ${joinWords(unknown)} is not known and was left out.`;
  if (config.priceMode === "absolute" || z === null) return `${weighted}, scored by its size alone.${rest}`;
  const yardstick = sigmaSources[sigmaSource];
  return `${weighted}; measured against ${yardstick} of ${roundTo(sigma1h * 100, 3)} % an hour, that is a z of ${z.toFixed(2)}.${rest}`;
}

const sigmaSources = {
  own: "the coin's own volatility",
  peer: "the volatility of coins of its size (its own is not known)",
  default: "a standard volatility (neither its own nor its peers' is known)",
} as const;

function changeText(horizon: string, change: number | null, derived: boolean): string | null {
  if (change !== null) return `${signedPercent(change)} in ${horizon}${derived ? " (from the hourly closes)" : ""}`;
  return derived ? `an amount derived from the hourly closes in ${horizon}` : null;
}

const baselineNames: Record<Exclude<BaselineSource, "peer">, string> = {
  klines: "the same hour of earlier days on the exchange",
  own_history: "our own snapshots at this hour of earlier days",
  market_chart: "CoinGecko's hourly volume history",
};

function describeVolume({ asset, flags, readings }: ScoredCoin): string {
  const { ratio, baselineUsd, baselineSource, baselineHave, baselineWished, direction } = readings.volume;
  if (asset.volumeUsd24h === null) return "The 24 h volume is not known.";
  const volume = `The 24 h volume of ${usd(asset.volumeUsd24h)}`;
  if (flags.includes("no_volume")) return `${volume} means that nobody traded this coin.`;
  if (ratio === null || baselineSource === null) return `${volume} cannot be compared: there is no baseline yet.`;
  const times = `${ratio.toFixed(2)} times`;
  const price = directionSentence(direction);
  if (baselineSource === "peer") {
    return `${volume} is, relative to market cap, ${times} what is usual for coins of this size (no volume history yet, so half of the difference counts).${price}`;
  }
  const rests =
    baselineHave === null ? "" : `, the median of ${baselineHave} of ${baselineWished ?? baselineHave} wished`;
  const from = ` from ${baselineNames[baselineSource]}`;
  if (flags.includes("from_zero")) return `${volume} came after a baseline of nothing${from}.${price}`;
  return `${volume} is ${times} its baseline of ${usd(baselineUsd ?? 0)}${rests}${from}.${price}`;
}

function directionSentence(direction: -1 | 0 | 1 | null): string {
  if (direction === null) return "";
  if (direction === 0) return " The price did not move with it.";
  return ` The price ${direction > 0 ? "rose" : "fell"} over the same 24 h.`;
}

function describeAverages({ readings }: ScoredCoin, { maFast, maSlow }: MomentumConfig): string {
  const { spreadFraction, z, crossed, hoursSinceCross } = readings.ma;
  if (spreadFraction === null || z === null) {
    return `The ${maFast}- and ${maSlow}-hour averages are not known: ${readings.rsi.closes} of ${maSlow} hourly closes.`;
  }
  const side = spreadFraction < 0 ? "below" : "above";
  const spread = `${roundTo(Math.abs(spreadFraction) * 100, 3)} %`;
  const cross =
    crossed === null || hoursSinceCross === null
      ? " It did not cross it within these closes."
      : ` It last crossed ${crossed === "up" ? "upwards" : "downwards"} ${hoursSinceCross} h ago.`;
  return `The ${maFast}-hour average is ${spread} ${side} the ${maSlow}-hour average, a z of ${z.toFixed(2)}.${cross}`;
}

function describeWhales({ readings }: ScoredCoin): string {
  const { confidence, netFlow } = readings.whale;
  if (confidence === null) return "Whale activity is not known: no source of large trades is connected.";
  const flow = netFlow === null ? "" : ` and a net flow of ${netFlow.toFixed(2)} (−1 all selling, +1 all buying)`;
  return `Large trades are seen with a confidence of ${confidence.toFixed(3)}${flow}.`;
}

function signedPercent(value: number): string {
  const digits = Math.abs(value) < 1 ? 3 : 2;
  const rounded = roundTo(value, digits);
  if (rounded === 0) return "0 %";
  return `${rounded > 0 ? "+" : "−"}${Math.abs(rounded)} %`;
}

/** Compact dollars: `$1.23B`. */
function usd(value: number): string {
  const units = [
    [1e12, "T"],
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const;
  const unit = units.find(([size]) => value >= size);
  return unit === undefined ? `$${roundTo(value, 2)}` : `$${roundTo(value / unit[0], 2)}${unit[1]}`;
}

function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
