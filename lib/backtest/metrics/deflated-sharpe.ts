import { expectedMaximum } from "@/lib/statistics/expected-maximum";
import { standardDeviation } from "@/lib/statistics/standard-deviation";
import { DAYS_PER_YEAR, type Moments } from "./moments";
import { probabilisticSharpe, sharpeVariance } from "./probabilistic-sharpe";

/** How many sets of rules were tried, and the annualised Sharpe ratios of those that have one. */
export interface Trials {
  readonly count: number;
  readonly sharpes: readonly number[];
}

/**
 * Annualised Sharpe ratio that the best of so many trials is expected to show when none of them has any edge: the standard
 * deviation between the trials' ratios times the expected largest of that many normal numbers. Where the trials' ratios are
 * not known, the standard error of this one stands in for their deviation. Trials that resemble each other make it too
 * strict, never too kind.
 */
export function luckySharpe(moments: Moments | null, { count, sharpes }: Trials): number | null {
  if (count <= 1) return 0;
  const between = sharpes.length >= 2 ? standardDeviation(sharpes) : null;
  const ownVariance = sharpeVariance(moments);
  const own = ownVariance === null ? null : Math.sqrt(ownVariance * DAYS_PER_YEAR);
  const deviation = between ?? own;
  return deviation === null ? null : deviation * expectedMaximum(count);
}

/**
 * Probability, 0–1, that the true Sharpe ratio is above what the best of the trials shows by luck; for one trial the same as
 * the probabilistic Sharpe ratio. Bailey & López de Prado (2014), "The Deflated Sharpe Ratio", J. Portfolio Management 40(5).
 */
export function deflatedSharpe(moments: Moments | null, trials: Trials): number | null {
  const luck = luckySharpe(moments, trials);
  return luck === null ? null : probabilisticSharpe(moments, luck);
}
