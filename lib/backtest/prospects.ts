import type { Percent } from "@/lib/market/units";
import { normalQuantile } from "@/lib/statistics/normal-distribution";
import type { RunFigures } from "./metrics/measure-run";
import { DAYS_PER_YEAR } from "./metrics/moments";
import type { Trade } from "./run";

/** What would have to be true for the rules to work, in numbers; null where nothing finite would do. */
export interface Prospects {
  /** What a round trip costs, and what it may cost at most before the mean trade earns nothing. */
  readonly costPerTrade: Percent | null;
  readonly breakEvenCost: Percent | null;
  /** Mean trade at which its 95 % interval would leave 0 behind, with as many trades that scatter as much. */
  readonly neededMean: Percent | null;
  /** Trades, and days at the pace so far, after which the mean trade seen so far would be told from 0. */
  readonly neededTrades: number | null;
  readonly neededDays: number | null;
  /** What the mean trade would have to earn more to come to what holding came to. */
  readonly neededAboveMean: Percent | null;
  /**
   * Days after which the Sharpe ratio seen so far would be above 0 with 95 % probability. Bailey & López de Prado (2012), minimum
   * track record length: 1 + (1 − γ₃·SR + (γ₄ − 1)/4·SR²)·(z/SR)².
   */
  readonly trackRecordDays: number | null;
}

export function weighProspects(trades: readonly Trade[], figures: RunFigures, holdReturn: Percent): Prospects {
  const count = trades.length;
  const mean = figures.trades.expectancy;
  const costs = count === 0 ? null : sumOf(trades, ({ feePct, slippagePct }) => feePct + slippagePct) / count;
  const neededMean = mean === null || figures.meanTradeInterval === null ? null : mean - figures.meanTradeInterval.low;
  const neededTrades =
    mean === null || mean <= 0 || neededMean === null ? null : Math.ceil(count * Math.max(0, neededMean / mean) ** 2);
  return {
    costPerTrade: costs,
    breakEvenCost: costs === null || mean === null ? null : Math.max(0, mean + costs),
    neededMean,
    neededTrades,
    neededDays: neededTrades === null ? null : Math.ceil((neededTrades * figures.days) / count),
    neededAboveMean: aboveMean(trades, figures.totalReturn, holdReturn),
    trackRecordDays: trackRecordDays(figures),
  };
}

/** The trades compound: each has to earn the count-th root of what is missing, on the share of the equity it was given. */
function aboveMean(trades: readonly Trade[], totalReturn: Percent, holdReturn: Percent): Percent | null {
  if (trades.length === 0 || holdReturn <= totalReturn || totalReturn <= -100) return null;
  const missing = (1 + holdReturn / 100) / (1 + totalReturn / 100);
  const weight = sumOf(trades, (trade) => trade.weight) / trades.length;
  return weight > 0 ? (100 * (missing ** (1 / trades.length) - 1)) / weight : null;
}

function trackRecordDays({ sharpe, skewness, kurtosis }: RunFigures): number | null {
  const z = normalQuantile(0.95);
  if (sharpe === null || sharpe <= 0 || skewness === null || kurtosis === null || z === null) return null;
  const daily = sharpe / Math.sqrt(DAYS_PER_YEAR);
  const days = 1 + (1 - skewness * daily + ((kurtosis - 1) / 4) * daily * daily) * (z / daily) ** 2;
  return Number.isFinite(days) ? Math.max(1, Math.ceil(days)) : null;
}

function sumOf(trades: readonly Trade[], read: (trade: Trade) => number): number {
  let sum = 0;
  for (const trade of trades) sum += read(trade);
  return sum;
}
