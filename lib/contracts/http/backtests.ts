import { z } from "zod";
import { backtestStatusSchema } from "@/lib/contracts/backtest-state";
import { backtestBodySchema } from "./backtest-body";
import { backtestMetricsSchema, backtestResultSchema, wireTradeSchema } from "./backtest-result";
import { integerText } from "./query-text";

export const backtestProgressSchema = z.object({
  /** 0–1. */
  fraction: z.number(),
  stage: z.enum(["waiting", "loading", "scoring", "simulating", "measuring"]),
  /** The simulated moment it has come to; null outside the simulation. */
  simulated_at: z.iso.datetime().nullable(),
  trades: z.number().int(),
  seconds_left: z.number().nullable(),
  /** Jobs before this one while it waits. */
  place: z.number().int().nullable(),
});
export type BacktestProgress = z.infer<typeof backtestProgressSchema>;

/** What of a backtest is known without its result. */
const jobFields = {
  job_id: z.string(),
  status: backtestStatusSchema,
  /** "SOL · score ≥ 70, 24 h · 2025-01-09 – 2025-04-30". */
  title: z.string(),
  request: backtestBodySchema,
  progress: backtestProgressSchema.nullable(),
  /** What went wrong, and what can be done; null when nothing did. */
  error: z.string().nullable(),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
};

/** Answer of `POST /market/backtest` (202) and of `GET /market/backtest/{job_id}`. */
export const backtestAnswerSchema = z
  .object({
    ...jobFields,
    metrics: backtestMetricsSchema.nullable(),
    trades: z.array(wireTradeSchema).nullable(),
    /** An equal request was there before: this is its job. */
    duplicate: z.boolean(),
    ...backtestResultSchema.omit({ metrics: true, trades: true }).partial().shape,
  })
  .meta({ id: "Backtest" });
export type BacktestAnswer = z.infer<typeof backtestAnswerSchema>;

/** Row of `GET /market/backtests`, newest first. */
export const backtestRowSchema = z.object({
  ...jobFields,
  verdict: z.string().nullable(),
  metrics: backtestMetricsSchema
    .pick({ total_return: true, sharpe: true, max_drawdown: true, win_rate: true, trade_count: true })
    .nullable(),
});
export type BacktestRow = z.infer<typeof backtestRowSchema>;
export const backtestsAnswerSchema = z.object({
  total: z.number().int(),
  backtests: z.array(backtestRowSchema),
  timestamp: z.iso.datetime(),
});
export type BacktestsAnswer = z.infer<typeof backtestsAnswerSchema>;

const statusRule = "must be one of queued, running, completed, failed, cancelled";

/** Query of `GET /market/backtests`. */
export const backtestsQuerySchema = z.object({
  page: integerText(1, 10_000).default(1),
  per_page: integerText(1, 200).default(50),
  status: z.enum(backtestStatusSchema.options, { error: statusRule }).optional(),
  coin: z.string().max(100, { error: "must be a coin's symbol or id" }).optional(),
});

/** Query of `GET /market/backtest/{job_id}/export`. */
export const backtestExportQuerySchema = z.object({
  format: z.enum(["csv", "json"], { error: "must be csv or json" }).default("csv"),
  table: z.enum(["trades", "equity"], { error: "must be trades or equity" }).default("trades"),
});
export type BacktestExportQuery = z.infer<typeof backtestExportQuerySchema>;

/** Answer of `POST /market/backtest/preview`: what a run would rest on, before it is queued. */
export const backtestPreviewSchema = z.object({
  coins: z.array(z.object({ coin_id: z.string(), symbol: z.string() })),
  hours: z.number().int(),
  days: z.number(),
  variants: z.number().int(),
  data: z.object({
    source: z.string(),
    /** Hours of the range and its warm-up that are stored already, 0–1. */
    stored: z.number(),
    sentence: z.string(),
  }),
  estimate_seconds: z.number().nullable(),
  notes: z.array(z.string()),
  identical: z.object({ job_id: z.string(), created_at: z.iso.datetime() }).nullable(),
});
export type BacktestPreview = z.infer<typeof backtestPreviewSchema>;

/** Answer of `POST /market/backtest/{job_id}/verify`: 202 with the job that runs it again, or what the comparison found. */
export const backtestVerifySchema = z.object({
  job_id: z.string(),
  state: z.enum(["running", "identical", "differs", "failed"]),
  /** What differs: "The data: 3 hours were corrected by the venue since." */
  differences: z.array(z.string()),
});
export type BacktestVerify = z.infer<typeof backtestVerifySchema>;
