import { z } from "zod";
import { EXIT_REASONS, REGIMES, VERDICT_KINDS } from "@/lib/backtest/outcomes";

const maybe = z.number().nullable();
const interval = z.object({ low: z.number(), high: z.number() }).nullable();
const seconds = z.number().int();

/** Percentages unless said otherwise; every definition stands in `lib/contracts/backtest-definitions.ts`. */
export const backtestMetricsSchema = z
  .object({
    total_return: z.number(),
    sharpe: maybe,
    max_drawdown: z.number(),
    win_rate: maybe,
    trade_count: z.number().int(),
    /** 1 is what it started with. */
    final_equity: z.number(),
    days: z.number(),
    sharpe_se: maybe,
    sharpe_interval: interval,
    /** Probability that the true Sharpe ratio is above 0; and above the best expected of `trials` by luck. 0–1. */
    psr: maybe,
    deflated_sharpe: maybe,
    trials: z.number().int(),
    sortino: maybe,
    calmar: maybe,
    cagr: maybe,
    volatility: maybe,
    skewness: maybe,
    kurtosis: maybe,
    cvar_95: maybe,
    ulcer_index: z.number(),
    drawdown_from: seconds.nullable(),
    drawdown_trough: seconds.nullable(),
    drawdown_recovered: seconds.nullable(),
    profit_factor: maybe,
    expectancy: maybe,
    mean_trade_interval: interval,
    median_trade: maybe,
    best_trade: maybe,
    worst_trade: maybe,
    win_rate_interval: interval,
    draws: z.number().int(),
    max_consecutive_losses: z.number().int(),
    average_hold_hours: maybe,
    exposure: z.number(),
    turnover: z.number(),
    fees_paid: z.number(),
    slippage_paid: z.number(),
  })
  .meta({ id: "BacktestMetrics" });
export type BacktestMetrics = z.infer<typeof backtestMetricsSchema>;

export const wireTradeSchema = z.object({
  coin_id: z.string(),
  symbol: z.string(),
  side: z.enum(["long", "short"]),
  entry_time: z.iso.datetime(),
  exit_time: z.iso.datetime(),
  entry_price: z.number(),
  exit_price: z.number(),
  pnl_pct: z.number(),
  reason: z.enum(EXIT_REASONS),
  entry_score: z.number(),
  hold_hours: z.number(),
  worst_pct: z.number(),
  best_pct: z.number(),
  weight: z.number(),
});
export type WireTrade = z.infer<typeof wireTradeSchema>;

/** What the same money would have done otherwise, over the same hours and from the same start. */
export const benchmarkSchema = z.object({
  buy_and_hold: z.object({ total_return: z.number(), max_drawdown: z.number(), sharpe: maybe }),
  /** Every coin of the run in equal parts, bought once. Null for one coin. */
  equal_weight: z.object({ total_return: z.number(), max_drawdown: z.number(), sharpe: maybe }).nullable(),
  /** As many entries at random hours with the same holding time and costs. Null without trades. */
  random_entries: z
    .object({ draws: z.number().int(), median_return: z.number(), interval, share_beaten: z.number() })
    .nullable(),
});

const windowSchema = z.object({
  from: seconds,
  to: seconds,
  total_return: z.number(),
  sharpe: maybe,
  max_drawdown: z.number(),
  trade_count: z.number().int(),
});

export const walkForwardSchema = z.object({
  folds: z.array(
    z.object({
      in_sample: windowSchema,
      out_of_sample: windowSchema,
      chosen: z.object({ threshold: z.number(), hold_hours: z.number().int() }),
    }),
  ),
  /** The out-of-sample stretches one after the other. */
  stitched: windowSchema,
});

export const sweepCellSchema = z.object({
  threshold: z.number(),
  hold_hours: z.number().int(),
  total_return: z.number(),
  sharpe: maybe,
  max_drawdown: z.number(),
  trade_count: z.number().int(),
});
export type SweepCell = z.infer<typeof sweepCellSchema>;

export const backtestManifestSchema = z
  .object({
    engine_version: z.number().int(),
    score_version: z.number().int(),
    code_version: z.string(),
    /** The request as it was understood: symbols resolved to ids, defaults filled in, times in epoch milliseconds. */
    parameters: z.record(z.string(), z.unknown()),
    seed: z.number().int(),
    data: z.object({
      source: z.string(),
      sha256: z.string(),
      coins: z.array(
        z.object({
          coin_id: z.string(),
          symbol: z.string(),
          venue: z.string(),
          from: z.iso.datetime(),
          to: z.iso.datetime(),
          hours: z.number().int(),
          missing_hours: z.number().int(),
          close_only: z.boolean(),
        }),
      ),
      survivorship_bias: z.boolean(),
    }),
  })
  .meta({ id: "BacktestManifest" });
export type BacktestManifest = z.infer<typeof backtestManifestSchema>;

/** Everything a finished backtest says: stored as these bytes, so that a re-run can be compared byte by byte. */
export const backtestResultSchema = z
  .object({
    verdict: z.object({
      kind: z.enum(VERDICT_KINDS),
      sentence: z.string(),
      grounds: z.array(z.string()),
      /** What would have to be true for this to work. */
      conditions: z.array(z.string()),
    }),
    /** What a reader must know before any number: survivorship, closes only, bonuses not tested, costs off, gaps. */
    caveats: z.array(z.object({ kind: z.string(), sentence: z.string() })),
    metrics: backtestMetricsSchema,
    benchmark: benchmarkSchema,
    /** At most 1,500 points, first and last included; the extremes of what was left out are kept. */
    equity_curve: z.array(z.object({ time: seconds, equity: z.number(), drawdown: z.number(), benchmark: z.number() })),
    /** In-sample first 70 %, out-of-sample last 30 %, same rules. */
    holdout: z.object({ in_sample: windowSchema, out_of_sample: windowSchema }).nullable(),
    walk_forward: walkForwardSchema.nullable(),
    sweep: z
      .object({
        cells: z.array(sweepCellSchema),
        best: sweepCellSchema.nullable(),
        /** Total return that the best of so many trials shows by luck alone, percent. */
        expected_best_by_luck: maybe,
      })
      .nullable(),
    cost_sensitivity: z.array(
      z.object({ costs_times: z.number(), total_return: z.number(), sharpe: maybe, trade_count: z.number().int() }),
    ),
    regimes: z.array(
      z.object({
        regime: z.enum(REGIMES),
        hours: z.number().int(),
        total_return: z.number(),
        trade_count: z.number().int(),
        win_rate: maybe,
      }),
    ),
    distribution: z.object({ edges: z.array(z.number()), counts: z.array(z.number().int()) }),
    exits: z.record(z.enum(EXIT_REASONS), z.number().int()),
    funnel: z.object({
      signals: z.number().int(),
      entered: z.number().int(),
      not_rearmed: z.number().int(),
      no_room: z.number().int(),
      no_fill: z.number().int(),
      barred: z.number().int(),
    }),
    trades: z.array(wireTradeSchema),
    manifest: backtestManifestSchema,
  })
  .meta({ id: "BacktestResult" });
export type BacktestResult = z.infer<typeof backtestResultSchema>;
