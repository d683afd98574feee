import { HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { hill } from "@/lib/statistics/hill";
import type { FlowPattern } from "./whale-report";

/** After this long an order counts for half. */
export const HALF_LIFE_MS = 6 * HOUR_MS;
/** Fewer orders in 24 h say nothing of a direction. */
const ORDERS_MIN = 3;
/** Bought to sold as 3 to 2. */
const ONE_SIDED = 0.2;
/** Below this share of the volume a baseline is noise, and a ratio to it would be too. */
const BASELINE_FLOOR = 0.005;
/** What an unknown baseline counts as: a little more than a usual day. */
const ABNORMALITY_UNKNOWN = 0.75;
const FULL_COUNT = 5;
const FULL_AMOUNT = 10;

/** Weight of something `ageMs` old: 1 now, ½ after six hours. */
export function decay(ageMs: number): number {
  return 2 ** (-ageMs / HALF_LIFE_MS);
}

/** How much whales do, 0–1, from decayed count, decayed amount and age of the latest order; 0 without any. */
export function whaleActivity(decayedCount: number, decayedUsd: Usd, latestAgeMs: UnixMs | null, minUsd: Usd): number {
  if (latestAgeMs === null) return 0;
  const count = 1 - Math.exp(-decayedCount / FULL_COUNT);
  const amount = 1 - Math.exp(-decayedUsd / (FULL_AMOUNT * minUsd));
  return count ** 0.4 * amount ** 0.4 * decay(latestAgeMs) ** 0.2;
}

/** How unusual the whales' share of the volume is for this coin: ½ on a usual day, towards 1; 0.75 without a baseline. */
export function whaleAbnormality(share: number | null, baselineShare: number | null): number {
  if (share === null || baselineShare === null) return ABNORMALITY_UNKNOWN;
  return hill(share / Math.max(baselineShare, BASELINE_FLOOR));
}

/** The direction that a decayed net flow of `orders` orders stands for. */
export function flowPatternOf(netFlow: number | null, orders: number): FlowPattern {
  if (netFlow === null || orders < ORDERS_MIN) return "insufficient";
  if (netFlow >= ONE_SIDED) return "accumulation";
  return netFlow <= -ONE_SIDED ? "distribution" : "neutral";
}
