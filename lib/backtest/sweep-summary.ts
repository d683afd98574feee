import type { Percent } from "@/lib/market/units";
import { expectedMaximum } from "@/lib/statistics/expected-maximum";
import { standardDeviation } from "@/lib/statistics/standard-deviation";

/** What one set of rules came to. */
export interface SweepCell {
  readonly threshold: number;
  readonly holdHours: number;
  readonly totalReturn: Percent;
  readonly sharpe: number | null;
  readonly maxDrawdown: Percent;
  readonly tradeCount: number;
}

export interface SweepSummary {
  readonly cells: readonly SweepCell[];
  /** Highest total return among those that traded, the first of equal ones; null when none traded. */
  readonly best: SweepCell | null;
  /**
   * What the best of so many would show if none of them had an edge: the standard deviation between their returns times the
   * expected largest of that many normal numbers. Null for fewer than two that traded.
   */
  readonly expectedBestByLuck: Percent | null;
}

export function summariseSweep(cells: readonly SweepCell[]): SweepSummary {
  const traded = cells.filter(({ tradeCount }) => tradeCount > 0);
  let best: SweepCell | null = null;
  for (const cell of traded) if (best === null || cell.totalReturn > best.totalReturn) best = cell;
  const spread = standardDeviation(traded.map(({ totalReturn }) => totalReturn));
  return {
    cells,
    best,
    expectedBestByLuck: spread === null ? null : spread * expectedMaximum(traded.length),
  };
}
