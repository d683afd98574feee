import { z } from "zod";
import { portfolioSchema, rulesSchema } from "@/lib/backtest/parameters";
import { neighbouringRules } from "@/lib/backtest/walk-forward";
import { marketSourceSchema } from "@/lib/market/clock";
import { HOUR_MS } from "@/lib/market/units";
import { momentumConfigSchema } from "@/lib/momentum/config";

/** Hours before the first one that may trade: the score's window and the baseline of its volume. */
export const WARM_UP_HOURS = 192;

/** A request as it was understood: symbols are ids, days are instants, every default is filled in, lists are in order. */
export const backtestPlanSchema = z.object({
  strategy: z.literal("momentum"),
  /** By id, each once. */
  coins: z.array(z.object({ coinId: z.string(), symbol: z.string() })).min(1),
  /** Nobody named the coins: they are the largest of today, and which of them there were at an hour is to be looked up. */
  isUniverse: z.boolean(),
  /** First instant that may trade and the instant at which it ends, market time, whole hours. */
  from: z.number().int(),
  to: z.number().int(),
  rules: rulesSchema,
  /** Null: one coin with the whole equity. */
  portfolio: portfolioSchema.nullable(),
  walkForward: z.boolean(),
  /** Ascending, each value once. */
  sweep: z.object({ thresholds: z.array(z.number()), holdHours: z.array(z.number().int()) }).nullable(),
  seed: z.number().int(),
  /** What the answer depends on beside the request: with another of these an equal request is another run. */
  basis: z.object({
    engineVersion: z.number().int(),
    scoreVersion: z.number().int(),
    /** The parameters that the board is scored with, and that the run shall score with. */
    config: momentumConfigSchema,
    market: z.object({ source: marketSourceSchema, seed: z.number().nullable() }),
  }),
});
export type BacktestPlan = z.infer<typeof backtestPlanSchema>;

/** Hours that may trade. */
export const hoursOf = ({ from, to }: Pick<BacktestPlan, "from" | "to">): number => Math.round((to - from) / HOUR_MS);

/** How many sets of rules a run tries; a walk-forward that names none tries those around the asked ones. */
export function variantsOf({
  sweep,
  walkForward,
  rules,
}: Pick<BacktestPlan, "sweep" | "walkForward" | "rules">): number {
  if (sweep !== null) return sweep.thresholds.length * sweep.holdHours.length;
  return walkForward ? neighbouringRules(rules).length : 1;
}
