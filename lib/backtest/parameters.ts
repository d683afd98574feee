import { z } from "zod";

export const sideSchema = z.enum(["long", "short"]);
export type Side = z.infer<typeof sideSchema>;

/** What a fill costs besides the fee, per side. */
export const slippageSchema = z.discriminatedUnion("model", [
  z.object({ model: z.literal("fixed"), bps: z.number().min(0).max(1_000) }),
  /** 7000 · σ_day · √(order / average daily volume) basis points, both of the day before the fill. */
  z.object({ model: z.literal("sqrt_impact"), orderUsd: z.number().positive().max(1e10) }),
]);
export type Slippage = z.infer<typeof slippageSchema>;

/** The rules that one run trades by. */
export const rulesSchema = z.object({
  /** Momentum score, 0–100, at which a coin is bought at the next open. */
  threshold: z.number().min(0).max(100),
  holdHours: z.number().int().min(1).max(8_760),
  stopLossPct: z.number().gt(0).lt(100).nullable(),
  takeProfitPct: z.number().gt(0).max(10_000).nullable(),
  /** Basis points of the traded value, per side. */
  feeBps: z.number().min(0).max(1_000),
  slippage: slippageSchema,
  /** Lifts the rule that the score must fall below the threshold between two entries. */
  allowReentry: z.boolean(),
  side: z.literal("long"),
});
export type Rules = z.infer<typeof rulesSchema>;

/** How the money of a run of several coins is shared. */
export const portfolioSchema = z.object({
  /** Most positions at a time; each gets 1 / topN of the equity, at most `maxWeight` and what cash there is. */
  topN: z.number().int().min(1).max(100),
  maxWeight: z.number().gt(0).max(1),
});
export type Portfolio = z.infer<typeof portfolioSchema>;
