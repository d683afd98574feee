import { clamp } from "@/lib/statistics/clamp";

/**
 * Relative strength from the two smoothed averages of a change d: RSI = 50 + 50 × avg d / avg |d|, which is
 * 100 − 100 / (1 + gains / losses) written without a case for "no losses". 0–100; 50 when nothing moved.
 */
export function rsiOf(averageChange: number, averageMove: number): number {
  return averageMove === 0 ? 50 : clamp(50 + (50 * averageChange) / averageMove, 0, 100);
}

/**
 * Wilder's relative strength index, 0–100: the first averages are simple means of `period` changes, later ones
 * (average × (period − 1) + change) / period. Value k belongs to close k + period.
 * Wilder (1978), "New Concepts in Technical Trading Systems".
 */
export function rsiSeries(closes: ArrayLike<number>, period: number): Float64Array {
  const series = new Float64Array(Math.max(0, closes.length - period));
  if (series.length === 0) return series;
  let averageChange = 0;
  let averageMove = 0;
  for (let i = 1; i <= period; i++) {
    const change = (closes[i] ?? 0) - (closes[i - 1] ?? 0);
    averageChange += change / period;
    averageMove += Math.abs(change) / period;
  }
  series[0] = rsiOf(averageChange, averageMove);
  for (let k = 1; k < series.length; k++) {
    const change = (closes[k + period] ?? 0) - (closes[k + period - 1] ?? 0);
    averageChange += (change - averageChange) / period;
    averageMove += (Math.abs(change) - averageMove) / period;
    series[k] = rsiOf(averageChange, averageMove);
  }
  return series;
}

/** The newest value of `rsiSeries`; null for fewer than period + 1 closes. */
export function rsi(closes: ArrayLike<number>, period: number): number | null {
  return rsiSeries(closes, period).at(-1) ?? null;
}
