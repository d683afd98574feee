import type { Percent } from "@/lib/market/units";
import { DAYS_MIN } from "./moments";

const WORST_SHARE = 0.05;

/**
 * Mean return of the worst twentieth of the days (rounded up to whole days), percent: CVaR or expected shortfall at 95 %.
 * Null for fewer than thirty days. Rockafellar & Uryasev (2000), J. Risk 2(3).
 */
export function expectedShortfall(returns: ArrayLike<number>): Percent | null {
  const count = returns.length;
  if (count < DAYS_MIN) return null;
  const sorted = Float64Array.from(returns).sort();
  const worst = Math.ceil(count * WORST_SHARE - 1e-9);
  let sum = 0;
  for (let day = 0; day < worst; day++) sum += sorted[day] as number;
  return (100 * sum) / worst;
}
