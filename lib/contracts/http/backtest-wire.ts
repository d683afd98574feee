import type { RunFigures, StretchFigures } from "@/lib/backtest/metrics/measure-run";
import type { BacktestReport } from "@/lib/backtest/report";
import type { Trade } from "@/lib/backtest/run";
import type { SweepCell as Cell, SweepSummary } from "@/lib/backtest/sweep-summary";
import {
  backtestCaveats,
  verdictConditions,
  verdictGrounds,
  verdictSentence,
} from "@/lib/contracts/backtest-sentences";
import { invariant } from "@/lib/invariant";
import { HOUR_MS, SECOND_MS, type UnixMs } from "@/lib/market/units";
import {
  type BacktestManifest,
  type BacktestMetrics,
  type BacktestResult,
  backtestResultSchema,
  type SweepCell,
  type WireTrade,
} from "./backtest-result";
import { isoTime } from "./freshness";

const DIGITS = 9;
/** Smaller than any price and any share: what is left of a difference that should be 0. */
const DUST = 1e-15;

/** A report as the world reads it, its numbers rounded and its keys in the schema's order: equal runs, equal bytes. */
export function wireResult(report: BacktestReport, manifest: BacktestManifest): BacktestResult {
  const result = {
    verdict: {
      kind: report.verdict,
      sentence: verdictSentence(report),
      grounds: verdictGrounds(report),
      conditions: verdictConditions(report),
    },
    caveats: backtestCaveats(report, manifest.data),
    metrics: wireMetrics(report.figures),
    benchmark: wireBenchmark(report),
    equity_curve: report.curve.map(({ at, equity, drawdown, benchmark }) => ({
      time: seconds(at),
      equity,
      drawdown,
      benchmark,
    })),
    holdout:
      report.holdout === null
        ? null
        : { in_sample: wireStretch(report.holdout.inSample), out_of_sample: wireStretch(report.holdout.outOfSample) },
    walk_forward: wireWalkForward(report.walkForward),
    sweep: report.sweep === null ? null : wireSweep(report.sweep),
    cost_sensitivity: report.costs.map(({ costsTimes, totalReturn, sharpe, tradeCount }) => ({
      costs_times: costsTimes,
      total_return: totalReturn,
      sharpe,
      trade_count: tradeCount,
    })),
    regimes: report.regimes.map(({ regime, hours, totalReturn, tradeCount, winRate }) => ({
      regime,
      hours,
      total_return: totalReturn,
      trade_count: tradeCount,
      win_rate: winRate,
    })),
    distribution: report.distribution,
    exits: report.exits,
    funnel: wireFunnel(report.funnel),
    trades: report.trades.map((trade) => wireTrade(trade, report.symbols)),
  };
  return backtestResultSchema.parse({ ...(roundAll(result) as object), manifest: sortKeys(manifest) });
}

/** The bytes that are stored, hashed and compared. */
export function resultText(result: BacktestResult): string {
  return JSON.stringify(result);
}

const seconds = (at: UnixMs): number => Math.round(at / SECOND_MS);
const secondsOrNull = (at: UnixMs | null): number | null => (at === null ? null : seconds(at));

export function wireMetrics(figures: RunFigures): BacktestMetrics {
  const { drawdown, trades, costs } = figures;
  return {
    total_return: figures.totalReturn,
    sharpe: figures.sharpe,
    max_drawdown: drawdown.percent,
    win_rate: trades.winRate,
    trade_count: trades.count,
    final_equity: figures.finalEquity,
    days: figures.days,
    sharpe_se: figures.sharpeStandardError,
    sharpe_interval: figures.sharpeInterval,
    psr: figures.probabilisticSharpe,
    deflated_sharpe: figures.deflatedSharpe,
    trials: figures.trials,
    sortino: figures.sortino,
    calmar: figures.calmar,
    cagr: figures.growth,
    volatility: figures.volatility,
    skewness: figures.skewness,
    kurtosis: figures.kurtosis,
    cvar_95: figures.expectedShortfall,
    ulcer_index: figures.ulcerIndex,
    drawdown_from: secondsOrNull(drawdown.fromAt),
    drawdown_trough: secondsOrNull(drawdown.troughAt),
    drawdown_recovered: secondsOrNull(drawdown.recoveredAt),
    profit_factor: trades.profitFactor,
    expectancy: trades.expectancy,
    mean_trade_interval: figures.meanTradeInterval,
    median_trade: trades.medianTrade,
    best_trade: trades.bestTrade,
    worst_trade: trades.worstTrade,
    win_rate_interval: trades.winRateInterval,
    draws: trades.draws,
    max_consecutive_losses: trades.losingStreak,
    average_hold_hours: trades.meanHoldHours,
    exposure: figures.exposure,
    turnover: costs.turnover,
    fees_paid: costs.fees,
    slippage_paid: costs.slippage,
  };
}

function wireBenchmark({ hold, isPortfolio, randomEntries }: BacktestReport): BacktestResult["benchmark"] {
  const held = { total_return: hold.totalReturn, max_drawdown: hold.maxDrawdown, sharpe: hold.sharpe };
  return {
    buy_and_hold: held,
    equal_weight: isPortfolio ? held : null,
    random_entries:
      randomEntries === null
        ? null
        : {
            draws: randomEntries.draws,
            median_return: randomEntries.medianReturn,
            interval: randomEntries.interval,
            share_beaten: randomEntries.shareBeaten,
          },
  };
}

function wireStretch({ from, to, totalReturn, sharpe, maxDrawdown, tradeCount }: StretchFigures) {
  return {
    from: seconds(from),
    to: seconds(to),
    total_return: totalReturn,
    sharpe,
    max_drawdown: maxDrawdown,
    trade_count: tradeCount,
  };
}

function wireWalkForward(walkForward: BacktestReport["walkForward"]): BacktestResult["walk_forward"] {
  if (walkForward === null) return null;
  return {
    folds: walkForward.folds.map(({ inSample, outOfSample, chosen }) => ({
      in_sample: wireStretch(inSample),
      out_of_sample: wireStretch(outOfSample),
      chosen: { threshold: chosen.threshold, hold_hours: chosen.holdHours },
    })),
    stitched: wireStretch(walkForward.stitched),
  };
}

function wireSweep({ cells, best, expectedBestByLuck }: SweepSummary): BacktestResult["sweep"] {
  return {
    cells: cells.map(wireCell),
    best: best === null ? null : wireCell(best),
    expected_best_by_luck: expectedBestByLuck,
  };
}

function wireCell({ threshold, holdHours, totalReturn, sharpe, maxDrawdown, tradeCount }: Cell): SweepCell {
  return {
    threshold,
    hold_hours: holdHours,
    total_return: totalReturn,
    sharpe,
    max_drawdown: maxDrawdown,
    trade_count: tradeCount,
  };
}

function wireFunnel(funnel: BacktestReport["funnel"]): BacktestResult["funnel"] {
  return {
    signals: funnel.signals,
    entered: funnel.entered,
    not_rearmed: funnel.notRearmed,
    no_room: funnel.noRoom,
    no_fill: funnel.noFill,
    barred: funnel.barred,
  };
}

function wireTrade(trade: Trade, symbols: BacktestReport["symbols"]): WireTrade {
  return {
    coin_id: trade.coinId,
    symbol: symbols.get(trade.coinId) ?? trade.coinId,
    side: trade.side,
    entry_time: isoTime(trade.entryAt),
    exit_time: isoTime(trade.exitAt),
    entry_price: trade.entryPrice,
    exit_price: trade.exitPrice,
    pnl_pct: trade.pnlPct,
    reason: trade.reason,
    entry_score: trade.entryScore,
    hold_hours: (trade.exitAt - trade.entryAt) / HOUR_MS,
    worst_pct: trade.worstPct,
    best_pct: trade.bestPct,
    weight: trade.weight,
  };
}

/** Every number of a value by one rule: whole ones as they are, others to nine significant digits, nothing that is no number. */
export function roundAll(value: unknown): unknown {
  if (typeof value === "number") return roundNumber(value);
  if (Array.isArray(value)) return value.map(roundAll);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, roundAll(part)]));
}

function roundNumber(value: number): number {
  invariant(Number.isFinite(value), "A result has only finite numbers.");
  if (Math.abs(value) < DUST) return 0;
  return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
}

/** Keys in alphabetical order, for what no schema orders. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return Object.fromEntries(entries.map(([key, part]) => [key, sortKeys(part)]));
}
