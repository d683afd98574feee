import type { Percent } from "@/lib/market/units";
import { clamp } from "@/lib/statistics/clamp";
import { logistic } from "@/lib/statistics/logistic";
import type { MomentumConfig } from "./config";

const WEIGHTS = { hour: 0.4, day: 0.36, week: 0.24 } as const;
const SQRT_DAY = Math.sqrt(24);
const SQRT_WEEK = Math.sqrt(168);
const Z_CAP = 8;
/** In absolute mode, the raw percentage that counts as one unit of the logistic. */
const ABSOLUTE_SCALE = 1.766;

export interface PriceChanges {
  change1h: Percent | null;
  change24h: Percent | null;
  change7d: Percent | null;
}

export interface PriceMomentum {
  score: number;
  /** Weighted mean of the known changes. */
  rawPercent: Percent | null;
  /** Weighted mean of the moves in units of the coin's own volatility, −8…8; null in absolute mode. */
  z: number | null;
}

/**
 * How strongly the price rose over 1 h, 24 h and 7 d: maxPoints × σ(z), where each log change is divided by the
 * coin's volatility over its horizon. From 0 to `maxPoints`; half of it when no change is known.
 * Strictly rises with every change until z is capped. Moskowitz, Ooi & Pedersen (2012), "Time series momentum".
 */
export function priceMomentum(
  changes: PriceChanges,
  sigma1h: number,
  maxPoints: number,
  mode: MomentumConfig["priceMode"],
): PriceMomentum {
  const { change1h, change24h, change7d } = changes;
  let weight = 0;
  let raw = 0;
  let moves = 0;
  if (change1h !== null) {
    weight += WEIGHTS.hour;
    raw += WEIGHTS.hour * change1h;
    moves += WEIGHTS.hour * logGrowth(change1h);
  }
  if (change24h !== null) {
    weight += WEIGHTS.day;
    raw += WEIGHTS.day * change24h;
    moves += (WEIGHTS.day * logGrowth(change24h)) / SQRT_DAY;
  }
  if (change7d !== null) {
    weight += WEIGHTS.week;
    raw += WEIGHTS.week * change7d;
    moves += (WEIGHTS.week * logGrowth(change7d)) / SQRT_WEEK;
  }
  if (weight === 0) return { score: maxPoints / 2, rawPercent: null, z: null };
  const rawPercent = raw / weight;
  if (mode === "absolute") return { score: maxPoints * logistic(rawPercent / ABSOLUTE_SCALE), rawPercent, z: null };
  const z = clamp(moves / (sigma1h * weight), -Z_CAP, Z_CAP);
  return { score: maxPoints * logistic(z), rawPercent, z };
}

/** A loss of 100 % or more is held at a millionth of the price left, so that its logarithm exists. */
function logGrowth(change: Percent): number {
  return Math.log(Math.max(1 + change / 100, 1e-6));
}
