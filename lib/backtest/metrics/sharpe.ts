import { DAYS_PER_YEAR, type Moments } from "./moments";

/**
 * Sharpe ratio of daily returns, annualised: mean / standard deviation (n − 1) · √365, risk-free rate 0. Null for fewer than
 * thirty days or without spread, never infinite. Sharpe (1994), "The Sharpe Ratio", J. Portfolio Management 21(1); the same
 * number as jesse's. backtesting.py (geometric), vectorbt (hourly) and freqtrade (per trade) call others by this name.
 */
export function sharpeRatio(moments: Moments | null): number | null {
  const daily = dailySharpe(moments);
  return daily === null ? null : daily * Math.sqrt(DAYS_PER_YEAR);
}

/** The same of one day, as the formulas of its uncertainty take it. */
export function dailySharpe(moments: Moments | null): number | null {
  return moments === null || moments.deviation === 0 ? null : moments.mean / moments.deviation;
}

/**
 * Standard error of the annualised Sharpe ratio: √((1 + SR_d²/2) / n) · √365 with the daily ratio SR_d, as if days were
 * independent and normal. Lo (2002), "The Statistics of Sharpe Ratios", Financial Analysts J. 58(4), equation 9.
 */
export function sharpeStandardError(moments: Moments | null): number | null {
  const daily = dailySharpe(moments);
  if (moments === null || daily === null) return null;
  return Math.sqrt((1 + (daily * daily) / 2) / moments.count) * Math.sqrt(DAYS_PER_YEAR);
}
