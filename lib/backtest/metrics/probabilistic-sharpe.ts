import { normalCdf } from "@/lib/statistics/normal-distribution";
import { DAYS_PER_YEAR, type Moments } from "./moments";
import { dailySharpe } from "./sharpe";

/**
 * Probability, 0–1, that the true Sharpe ratio is above `benchmark` (annualised, as all Sharpe ratios here): Φ((SR − SR*)·√(n − 1) / √(1 − γ₃·SR +
 * (γ₄ − 1)/4·SR²)), everything of a day, γ₃ skewness, γ₄ kurtosis (normal: 3). Null where there is no Sharpe ratio.
 * Bailey & López de Prado (2012), "The Sharpe Ratio Efficient Frontier", J. Risk 15(2).
 */
export function probabilisticSharpe(moments: Moments | null, benchmark = 0): number | null {
  const sharpe = dailySharpe(moments);
  const variance = sharpeVariance(moments);
  if (sharpe === null || variance === null) return null;
  return normalCdf((sharpe - benchmark / Math.sqrt(DAYS_PER_YEAR)) / Math.sqrt(variance));
}

/** Variance of the estimate of the daily Sharpe ratio, with the skewness and kurtosis that were seen. */
export function sharpeVariance(moments: Moments | null): number | null {
  const sharpe = dailySharpe(moments);
  if (moments === null || sharpe === null || moments.skewness === null || moments.kurtosis === null) return null;
  const spread = 1 - moments.skewness * sharpe + ((moments.kurtosis - 1) / 4) * sharpe * sharpe;
  return spread > 0 ? spread / (moments.count - 1) : null;
}
