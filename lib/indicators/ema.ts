import { sma } from "./sma";

/**
 * Exponential moving average, α = 2 / (period + 1), seeded with the simple mean of the first `period` closes.
 * Value k belongs to close k + period − 1, so the series is empty while there are fewer closes than the period.
 */
export function emaSeries(closes: ArrayLike<number>, period: number): Float64Array {
  const series = new Float64Array(Math.max(0, closes.length - period + 1));
  if (series.length === 0) return series;
  const alpha = 2 / (period + 1);
  let average = sma(closes, period, period) ?? 0;
  series[0] = average;
  for (let k = 1; k < series.length; k++) {
    average += alpha * ((closes[k + period - 1] ?? 0) - average);
    series[k] = average;
  }
  return series;
}

/** The newest value of `emaSeries`; null when there are fewer closes than the period. */
export function ema(closes: ArrayLike<number>, period: number): number | null {
  return emaSeries(closes, period).at(-1) ?? null;
}
