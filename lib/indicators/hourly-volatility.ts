import { medianAbsoluteDeviation } from "@/lib/statistics/median-absolute-deviation";
import { standardDeviation } from "@/lib/statistics/standard-deviation";
import { logReturns } from "./log-returns";

/** Five basis points an hour: below this a stable coin's noise would look like a move. */
export const VOLATILITY_FLOOR = 0.0005;
/** Used when neither the coin nor its peers have enough closes. */
export const VOLATILITY_DEFAULT = 0.01;
export const VOLATILITY_MIN_RETURNS = 12;
/** The day being scored stays out of its own yardstick. */
export const SCORED_RETURNS = 24;
export const MAD_MIN_RETURNS = 24;
const NORMAL_CONSISTENCY = 1.4826;

/**
 * The hourly volatility from its two estimates: the larger of 1.4826 × MAD and half the standard deviation (which holds
 * when more than half of the hours did not trade), never below the floor. A fraction per √hour.
 */
export function combineVolatility(deviation: number, mad: number | null): number {
  return Math.max(mad === null ? 0 : NORMAL_CONSISTENCY * mad, 0.5 * deviation, VOLATILITY_FLOOR);
}

/** Hourly volatility of a coin's closes, a fraction. Null for fewer than 13 closes: ask the coin's peers then. */
export function hourlyVolatility(closes: ArrayLike<number>): number | null {
  const returns = logReturns(closes);
  const deviation = standardDeviation(returns);
  if (deviation === null || returns.length < VOLATILITY_MIN_RETURNS) return null;
  const reference = returns.subarray(0, Math.max(0, returns.length - SCORED_RETURNS));
  return combineVolatility(deviation, reference.length < MAD_MIN_RETURNS ? null : medianAbsoluteDeviation(reference));
}
