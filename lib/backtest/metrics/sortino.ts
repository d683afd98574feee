import { DAYS_MIN, DAYS_PER_YEAR } from "./moments";

/**
 * Sortino ratio of daily returns, annualised: mean / √(mean of min(r, 0)²) · √365, target 0, the mean of squares over all days.
 * Null for fewer than thirty days or without a losing day. Sortino & van der Meer (1991), J. Portfolio Management 17(4); the
 * same number as jesse's and Nautilus's with 365 days.
 */
export function sortinoRatio(returns: ArrayLike<number>): number | null {
  const count = returns.length;
  if (count < DAYS_MIN) return null;
  let sum = 0;
  let squares = 0;
  for (let day = 0; day < count; day++) {
    const value = returns[day] as number;
    sum += value;
    if (value < 0) squares += value * value;
  }
  return squares === 0 ? null : (sum / count / Math.sqrt(squares / count)) * Math.sqrt(DAYS_PER_YEAR);
}
