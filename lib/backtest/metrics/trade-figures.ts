import { type Fraction, HOUR_MS, type Percent } from "@/lib/market/units";
import { median } from "@/lib/statistics/median";
import { wilsonInterval } from "@/lib/statistics/wilson-interval";
import type { Trade } from "../run";

/** z of a two-sided 95 % interval. */
const Z_95 = 1.959963984540054;

/** What closed round trips came to, net of costs. Percentages of the value that was put in; null without trades. */
export interface TradeFigures {
  readonly count: number;
  /** Wins over all trades; what made exactly 0 is neither a win nor a loss but counts below the line. */
  readonly winRate: Percent | null;
  readonly winRateInterval: { readonly low: Percent; readonly high: Percent } | null;
  readonly draws: number;
  /** Sum of the winning percentages over the sum of the losing ones; null without a loss, never infinite. */
  readonly profitFactor: number | null;
  /** Mean result of a trade. */
  readonly expectancy: Percent | null;
  readonly medianTrade: Percent | null;
  readonly bestTrade: Percent | null;
  readonly worstTrade: Percent | null;
  /** Longest row of losses in the order in which trades ended. */
  readonly losingStreak: number;
  readonly meanHoldHours: number | null;
}

/** Win rate with the interval of Wilson (1927) at 95 %, and the plain sums of trades in the order in which they ended. */
export function tradeFigures(trades: readonly Trade[]): TradeFigures {
  const count = trades.length;
  let wins = 0;
  let draws = 0;
  let won = 0;
  let lost = 0;
  let best = Number.NEGATIVE_INFINITY;
  let worst = Number.POSITIVE_INFINITY;
  let held = 0;
  for (const { pnlPct, entryAt, exitAt } of trades) {
    if (pnlPct > 0) wins += 1;
    if (pnlPct > 0) won += pnlPct;
    else lost -= pnlPct;
    if (pnlPct === 0) draws += 1;
    best = Math.max(best, pnlPct);
    worst = Math.min(worst, pnlPct);
    held += exitAt - entryAt;
  }
  const none = count === 0;
  const interval = none ? null : wilsonInterval(wins, count, Z_95);
  return {
    count,
    winRate: none ? null : (100 * wins) / count,
    winRateInterval: interval === null ? null : { low: 100 * interval.low, high: 100 * interval.high },
    draws,
    profitFactor: lost > 0 ? won / lost : null,
    expectancy: none ? null : (won - lost) / count,
    medianTrade: median(Float64Array.from(trades, ({ pnlPct }) => pnlPct)),
    bestTrade: none ? null : best,
    worstTrade: none ? null : worst,
    losingStreak: longestLosingStreak(trades),
    meanHoldHours: none ? null : held / HOUR_MS / count,
  };
}

function longestLosingStreak(trades: readonly Trade[]): number {
  let longest = 0;
  let row = 0;
  for (const { pnlPct } of trades) {
    row = pnlPct < 0 ? row + 1 : 0;
    longest = Math.max(longest, row);
  }
  return longest;
}

/** Wins of all trades as a fraction; null without trades. */
export function shareOfWins(trades: readonly Trade[]): Fraction | null {
  return trades.length === 0 ? null : trades.filter(({ pnlPct }) => pnlPct > 0).length / trades.length;
}
