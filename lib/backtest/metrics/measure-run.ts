import { HOUR_MS, type Percent, type UnixMs } from "@/lib/market/units";
import type { Interval } from "@/lib/statistics/block-bootstrap";
import type { Run } from "../run";
import { type CostFigures, costFigures } from "./costs";
import { dailyReturns, type EquityCurve } from "./daily-returns";
import { deflatedSharpe, luckySharpe, type Trials } from "./deflated-sharpe";
import { type Drawdown, maxDrawdown, ulcerIndex } from "./drawdown";
import { expectedShortfall } from "./expected-shortfall";
import { annualGrowth, calmarRatio } from "./growth";
import { meanTradeInterval, sharpeInterval } from "./intervals";
import { DAYS_PER_YEAR, dailyMoments } from "./moments";
import { probabilisticSharpe } from "./probabilistic-sharpe";
import { sharpeRatio, sharpeStandardError } from "./sharpe";
import { sortinoRatio } from "./sortino";
import { type TradeFigures, tradeFigures } from "./trade-figures";

/** What every stretch, benchmark, fold and set of rules is compared by. */
export interface StretchFigures {
  readonly from: UnixMs;
  readonly to: UnixMs;
  readonly totalReturn: Percent;
  readonly sharpe: number | null;
  readonly maxDrawdown: Percent;
  readonly tradeCount: number;
}

/** All that is said of one run; the definitions stand at the functions and, for readers, in `lib/contracts/backtest-definitions.ts`. */
export interface RunFigures {
  readonly totalReturn: Percent;
  /** 1 is what it started with. */
  readonly finalEquity: number;
  /** Hours that could trade, in days. */
  readonly days: number;
  readonly sharpe: number | null;
  readonly sharpeStandardError: number | null;
  readonly sharpeInterval: Interval | null;
  readonly probabilisticSharpe: number | null;
  readonly deflatedSharpe: number | null;
  /** Sharpe ratio that the best of the trials shows by luck. */
  readonly luckySharpe: number | null;
  readonly trials: number;
  readonly sortino: number | null;
  readonly growth: Percent | null;
  readonly calmar: number | null;
  readonly volatility: Percent | null;
  readonly skewness: number | null;
  readonly kurtosis: number | null;
  readonly expectedShortfall: Percent | null;
  readonly ulcerIndex: Percent;
  readonly drawdown: Drawdown;
  /** Mean share of the equity that was invested. */
  readonly exposure: Percent;
  readonly trades: TradeFigures;
  readonly meanTradeInterval: { readonly low: Percent; readonly high: Percent } | null;
  readonly costs: CostFigures;
}

/** Seeds of the two bootstraps differ, so that their draws are not the same. */
const TRADE_SEED_OFFSET = 1;

export function measureRun(run: Run, trials: Trials, seed: number): RunFigures {
  const { equity, trades } = run;
  const returns = dailyReturns(run);
  const moments = dailyMoments(returns);
  const days = equity.length / 24;
  const finalEquity = equity[equity.length - 1] ?? 1;
  const drawdown = maxDrawdown(run);
  const growth = annualGrowth(finalEquity, days);
  return {
    totalReturn: 100 * (finalEquity - 1),
    finalEquity,
    days,
    sharpe: sharpeRatio(moments),
    sharpeStandardError: sharpeStandardError(moments),
    sharpeInterval: sharpeInterval(returns, seed),
    probabilisticSharpe: probabilisticSharpe(moments),
    deflatedSharpe: deflatedSharpe(moments, trials),
    luckySharpe: luckySharpe(moments, trials),
    trials: Math.max(1, trials.count),
    sortino: sortinoRatio(returns),
    growth,
    calmar: calmarRatio(growth, drawdown.percent),
    volatility: moments === null ? null : 100 * moments.deviation * Math.sqrt(DAYS_PER_YEAR),
    skewness: moments?.skewness ?? null,
    kurtosis: moments?.kurtosis ?? null,
    expectedShortfall: expectedShortfall(returns),
    ulcerIndex: ulcerIndex(equity),
    drawdown,
    exposure: 100 * mean(run.exposure),
    trades: tradeFigures(trades),
    meanTradeInterval: meanTradeInterval(trades, seed + TRADE_SEED_OFFSET),
    costs: costFigures(run, days),
  };
}

/** The few figures of a stretch, without resampling: cheap enough for a sweep's cell. */
export function measureStretch(run: EquityCurve & Pick<Run, "trades">): StretchFigures {
  const { firstOpenAt, equity } = run;
  const finalEquity = equity[equity.length - 1] ?? 1;
  return {
    from: firstOpenAt,
    to: firstOpenAt + equity.length * HOUR_MS,
    totalReturn: 100 * (finalEquity - 1),
    sharpe: sharpeRatio(dailyMoments(dailyReturns(run))),
    maxDrawdown: maxDrawdown(run).percent,
    tradeCount: run.trades.length,
  };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return values.length === 0 ? 0 : sum / values.length;
}
