import { rollingDecay, rollingSum } from "./rolling-decay";

/**
 * The newest `ema` of every window of `window` closes: out[i] is that of closes[i − window + 1 … i], seeded as a fresh
 * calculation over those closes alone would be, in constant time a close. 0 where the window is not full.
 */
export function rollingEma(closes: Float64Array, period: number, window: number): Float64Array {
  return rollingSeededAverage(closes, 2 / (period + 1), period, window);
}

/**
 * Exponential averages of windows: each starts with the simple mean of its first `seed` values and then takes in `share` of
 * every later one. That is keep^(window − seed) × mean + share × Σ keep^k × value, both parts sums over the window.
 */
export function rollingSeededAverage(values: Float64Array, share: number, seed: number, window: number): Float64Array {
  const later = window - seed;
  const averages = rollingDecay(values, 1 - share, share, later);
  const seeds = rollingSum(values, seed);
  const seedShare = (1 - share) ** later / seed;
  averages.fill(0, 0, Math.min(window - 1, values.length));
  for (let i = window - 1; i < values.length; i++) {
    averages[i] = (averages[i] as number) + seedShare * (seeds[i - later] as number);
  }
  return averages;
}
