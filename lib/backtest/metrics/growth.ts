import type { Percent } from "@/lib/market/units";
import { DAYS_MIN, DAYS_PER_YEAR } from "./moments";

/**
 * Compound growth a year: (E_T^(365 / days) − 1) · 100. Null for fewer than thirty days, which a year would blow up, and where
 * the result is no number to print.
 */
export function annualGrowth(finalEquity: number, days: number): Percent | null {
  if (days < DAYS_MIN) return null;
  const growth = 100 * (Math.max(0, finalEquity) ** (DAYS_PER_YEAR / days) - 1);
  return Number.isFinite(growth) ? growth : null;
}

/** Growth a year over the largest drawdown. Null without a growth or without a drawdown. Young (1991), Futures 20(1). */
export function calmarRatio(growth: Percent | null, drawdown: Percent): number | null {
  return growth === null || drawdown === 0 ? null : growth / drawdown;
}
