import type { Asset, ObservedAsset } from "@/lib/market/asset";
import { isPossiblePrice } from "@/lib/market/possible-price";

const HOURS_DAY = 24;
const HOURS_WEEK = 168;

/** A coin's row fit for arithmetic: what is not a finite, possible number is null, and missing changes are derived. */
export interface Observation {
  asset: Asset;
  closes: Float64Array;
  derived: ("24h" | "7d")[];
}

/**
 * Cleans one row at the door of the scorer; null for a coin without a price, which is not scored.
 * A missing 24 h or 7 d change is derived from the closes when they reach back far enough. The 1 h change never is:
 * the closes end hours before the price, so their last hour is not the market's.
 */
export function observe({ asset, closes }: ObservedAsset): Observation | null {
  const price = positiveOrNull(asset.priceUsd);
  if (price === null) return null;
  const sound = soundCloses(closes);
  const given24h = finiteOrNull(asset.changePercent24h);
  const given7d = finiteOrNull(asset.changePercent7d);
  const changePercent24h = given24h ?? changeOver(sound, HOURS_DAY);
  const changePercent7d = given7d ?? changeOver(sound, HOURS_WEEK);
  const derived: Observation["derived"] = [];
  if (given24h === null && changePercent24h !== null) derived.push("24h");
  if (given7d === null && changePercent7d !== null) derived.push("7d");
  // The rule: nothing to clean, so nothing to copy.
  if (derived.length === 0 && isSoundAsset(asset)) return { asset, closes: sound, derived };
  const clean = {
    priceUsd: price,
    marketCapUsd: positiveOrNull(asset.marketCapUsd),
    volumeUsd24h: notNegativeOrNull(asset.volumeUsd24h),
    highUsd24h: positiveOrNull(asset.highUsd24h),
    lowUsd24h: positiveOrNull(asset.lowUsd24h),
    changePercent1h: finiteOrNull(asset.changePercent1h),
    changePercent24h,
    changePercent7d,
    lastUpdatedAt: finiteOrNull(asset.lastUpdatedAt),
  };
  return { asset: { ...asset, ...clean }, closes: sound, derived };
}

function isSoundAsset(asset: Asset): boolean {
  return (
    positiveOrNull(asset.marketCapUsd) === asset.marketCapUsd &&
    notNegativeOrNull(asset.volumeUsd24h) === asset.volumeUsd24h &&
    positiveOrNull(asset.highUsd24h) === asset.highUsd24h &&
    positiveOrNull(asset.lowUsd24h) === asset.lowUsd24h &&
    finiteOrNull(asset.changePercent1h) === asset.changePercent1h &&
    finiteOrNull(asset.changePercent24h) === asset.changePercent24h &&
    finiteOrNull(asset.changePercent7d) === asset.changePercent7d &&
    finiteOrNull(asset.lastUpdatedAt) === asset.lastUpdatedAt
  );
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function positiveOrNull(value: number | null): number | null {
  return value !== null && value > 0 && value < Number.POSITIVE_INFINITY ? value : null;
}

function notNegativeOrNull(value: number | null): number | null {
  return value !== null && value >= 0 && value < Number.POSITIVE_INFINITY ? value : null;
}

/** The same array when every close is finite and positive, which is the rule; else a copy of those that are, in order. */
function soundCloses(closes: Float64Array): Float64Array {
  for (let i = 0; i < closes.length; i++) {
    if (!isPossiblePrice(closes[i] ?? 0)) return closes.filter(isPossiblePrice);
  }
  return closes;
}

/** Change over the last `hours` of the closes, percent; null when they do not reach back so far. */
function changeOver(closes: Float64Array, hours: number): number | null {
  const last = closes[closes.length - 1];
  const before = closes[closes.length - 1 - hours];
  if (last === undefined || before === undefined) return null;
  return finiteOrNull(100 * (last / before - 1));
}
