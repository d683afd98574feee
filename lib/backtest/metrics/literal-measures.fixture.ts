/**
 * The definitions of `lib/contracts/backtest-definitions.ts` written down word for word, with nothing of the code under test: lists instead of
 * running sums. The same was checked once against NumPy 2.4 and SciPy 1.17.
 */
export interface LiteralTrade {
  readonly pnlPct: number;
  readonly entryAt: number;
}

export function literalDays(equity: readonly number[], firstOpenAt: number): number[] {
  const lastOfDay = new Map<number, number>();
  equity.forEach((value, hour) => {
    lastOfDay.set(Math.floor((firstOpenAt + hour * 3_600_000) / 86_400_000), value);
  });
  const levels = [1, ...lastOfDay.values()];
  const returns: number[] = [];
  for (let d = 1; d < levels.length; d++) returns.push((levels[d] ?? 0) / (levels[d - 1] ?? 0) - 1);
  return returns;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const average = (values: readonly number[]): number => total(values) / values.length;
const off = (values: readonly number[]): number[] => {
  const centre = average(values);
  return values.map((value) => value - centre);
};
const power = (values: readonly number[], exponent: number): number =>
  average(off(values).map((distance) => distance ** exponent));
const scatter = (values: readonly number[], freedom: number): number =>
  Math.sqrt(total(off(values).map((distance) => distance ** 2)) / (values.length - freedom));

/** Abramowitz & Stegun 26.2.10 by Simpson's rule: an integral, not a series. */
function phi(x: number): number {
  const steps = 4_000;
  const width = x / steps;
  const density = (t: number) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(x);
  for (let step = 1; step < steps; step++) sum += (step % 2 === 1 ? 4 : 2) * density(step * width);
  return 0.5 + (sum * width) / 3;
}

export function literalMeasures(equity: readonly number[], firstOpenAt: number) {
  const returns = literalDays(equity, firstOpenAt);
  const n = returns.length;
  const days = equity.length / 24;
  const last = equity.at(-1) ?? 1;
  const daily = average(returns) / scatter(returns, 1);
  const skewness = power(returns, 3) / power(returns, 2) ** 1.5;
  const kurtosis = power(returns, 4) / power(returns, 2) ** 2;
  const peaks: number[] = [];
  for (const value of equity) peaks.push(Math.max(value, peaks.at(-1) ?? 1));
  const falls = equity.map((value, hour) => 1 - value / (peaks[hour] ?? 1));
  const worst = [...returns].sort((a, b) => a - b).slice(0, Math.ceil(n / 20));
  const cagr = 100 * (last ** (365 / days) - 1);
  return {
    totalReturn: 100 * (last - 1),
    sharpe: daily * Math.sqrt(365),
    sharpeStandardError: Math.sqrt((1 + daily ** 2 / 2) / n) * Math.sqrt(365),
    probabilisticSharpe: phi(
      (daily * Math.sqrt(n - 1)) / Math.sqrt(1 - skewness * daily + ((kurtosis - 1) / 4) * daily ** 2),
    ),
    sortino: returns.some((r) => r < 0)
      ? (average(returns) / Math.sqrt(average(returns.map((r) => Math.min(r, 0) ** 2)))) * Math.sqrt(365)
      : null,
    growth: cagr,
    calmar: cagr / (100 * Math.max(...falls)),
    volatility: 100 * scatter(returns, 1) * Math.sqrt(365),
    skewness,
    kurtosis,
    expectedShortfall: 100 * average(worst),
    ulcerIndex: Math.sqrt(average(falls.map((fall) => (100 * fall) ** 2))),
    maxDrawdown: 100 * Math.max(...falls),
  };
}

export function literalTrades(trades: readonly LiteralTrade[]) {
  const results = trades.map(({ pnlPct }) => pnlPct);
  const won = results.filter((result) => result > 0);
  const lost = results.filter((result) => result < 0);
  const sorted = [...results].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const rows = results
    .map((result) => (result < 0 ? "L" : "-"))
    .join("")
    .split(/-+/u)
    .map((row) => row.length);
  return {
    winRate: (100 * won.length) / results.length,
    profitFactor: lost.length === 0 ? null : total(won) / Math.abs(total(lost)),
    expectancy: average(results),
    medianTrade:
      sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2,
    bestTrade: Math.max(...results),
    worstTrade: Math.min(...results),
    losingStreak: Math.max(...rows),
  };
}

/** What others compute under the name of Sharpe, from their sources as read in `performance.md` §4. */
export const PEER_SHARPES = {
  /** `services/metrics.py`: daily balance, pct_change, ddof 1, √365. */
  jesse: (equity: readonly number[], firstOpenAt: number): number => {
    const returns = literalDays(equity, firstOpenAt);
    return (average(returns) / scatter(returns, 1)) * Math.sqrt(365);
  },
  /** `returns/nb.py`: returns of bars, ddof 1, √(365 d / bar). */
  vectorbt: (equity: readonly number[]): number => {
    const returns = equity.map((value, hour) => value / (equity[hour - 1] ?? 1) - 1);
    return (average(returns) / scatter(returns, 1)) * Math.sqrt(8_760);
  },
  /** `_stats.py`: geometric mean of a day, compounded to a year, over the volatility of the compounded year. */
  backtestingPy: (equity: readonly number[], firstOpenAt: number): number => {
    const returns = literalDays(equity, firstOpenAt);
    const mean = Math.exp(average(returns.map((r) => Math.log(1 + r)))) - 1;
    const yearly = (1 + mean) ** 365 - 1;
    const variance = scatter(returns, 1) ** 2;
    return yearly / Math.sqrt((variance + (1 + mean) ** 2) ** 365 - (1 + mean) ** (2 * 365));
  },
  /** `data/metrics.py` (2024): sum of per-trade profit over the starting balance a day, over sd (n) of those, √365. */
  freqtrade: (profits: readonly number[], days: number): number =>
    (total(profits) / days / scatter(profits, 0)) * Math.sqrt(365),
};
