import { z } from "zod";

const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const symbolRule = "must be a coin's symbol or id";
const dateRule = "must be a day such as 2026-05-01, or an ISO time in UTC";
const day = z.union([z.iso.datetime(), z.string().regex(DAY)], { error: dateRule });
const between = (from: number, to: number, unit: string) => ({ error: `must be from ${from} to ${to}${unit}` });

/** Which values a sweep tries; every threshold with every holding time. */
export const sweepBodySchema = z.object({
  thresholds: z.array(z.number().min(0).max(100)).min(1).max(50),
  hold_hours: z.array(z.number().int().min(1).max(8_760)).min(1).max(50),
});

/**
 * Body of `POST /market/backtest`. One coin (`symbol`), several (`symbols`), or neither with `top_n`: every coin of the
 * universe. `null` switches a stop or a target off.
 */
export const backtestBodySchema = z.object({
  strategy: z.literal("momentum", { error: "must be momentum" }).default("momentum"),
  symbol: z.string({ error: symbolRule }).trim().min(1, { error: symbolRule }).max(100).nullable().default(null),
  symbols: z.array(z.string().trim().min(1).max(100)).max(500).default([]),
  /** First day that may trade, from its first hour. */
  start_date: day,
  /** Last day, to its last hour. */
  end_date: day,
  threshold: z
    .number(between(0, 100, ""))
    .min(0, between(0, 100, ""))
    .max(100, between(0, 100, ""))
    .default(70),
  hold_hours: z
    .number(between(1, 8_760, " hours"))
    .int({ error: "must be whole hours" })
    .min(1, between(1, 8_760, " hours"))
    .max(8_760, between(1, 8_760, " hours"))
    .default(24),
  take_profit_pct: z.number().gt(0).max(10_000).nullable().default(20),
  stop_loss_pct: z.number().gt(0).lt(100).nullable().default(10),
  fee_bps: z.number().min(0).max(1_000).default(10),
  slippage_bps: z.number().min(0).max(1_000).default(5),
  /** `sqrt_impact` ignores `slippage_bps` and asks for the size of an order. */
  slippage_model: z.enum(["fixed", "sqrt_impact"]).default("fixed"),
  order_usd: z.number().positive().max(1e10).default(10_000),
  allow_reentry: z.boolean().default(false),
  top_n: z.number().int().min(1).max(100).nullable().default(null),
  max_weight: z.number().gt(0).max(1).default(1),
  walk_forward: z.boolean().default(false),
  sweep: sweepBodySchema.nullable().default(null),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
});
export type BacktestBody = z.infer<typeof backtestBodySchema>;
