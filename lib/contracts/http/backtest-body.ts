import { z } from "zod";

const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const symbolRule = "must be a coin's symbol or id";
const dateRule = "must be a day such as 2026-05-01, or an ISO time in UTC";
const realDay = (text: string): boolean => {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};
const day = z.union([z.iso.datetime(), z.string().regex(DAY).refine(realDay)], { error: dateRule });
const symbol = z.string({ error: symbolRule }).trim().min(1, { error: symbolRule }).max(100, { error: symbolRule });

/** A number within bounds; whatever is wrong with it, the message says what is allowed. */
function within(from: number, to: number, unit = ""): z.ZodNumber {
  const error = `must be a number from ${from} to ${to.toLocaleString("en-US")}${unit}`;
  return z.number({ error }).min(from, { error }).max(to, { error });
}
function whole(from: number, to: number, unit = ""): z.ZodNumber {
  const error = `must be a whole number from ${from} to ${to.toLocaleString("en-US")}${unit}`;
  return z.number({ error }).int({ error }).min(from, { error }).max(to, { error });
}
/** Above nothing: a target of 0 % would sell in the hour it bought. */
function above(to: number, unit: string): z.ZodNumber {
  const error = `must be a number above 0, at most ${to.toLocaleString("en-US")}${unit}`;
  return z.number({ error }).gt(0, { error }).max(to, { error });
}

const threshold = within(0, 100);
const holdHours = whole(1, 8_760, " hours");
const flag = z.boolean({ error: "must be true or false" });

/** Most values of one parameter in a sweep; how many pairs of them there may be is `VARIANTS_MAX`. */
export const SWEEP_AXIS_MAX = 100;
const axis = { error: `must be a list of 1 to ${SWEEP_AXIS_MAX} values` };

/** Which values a sweep tries; every threshold with every holding time. */
export const sweepBodySchema = z.object(
  {
    thresholds: z.array(threshold, axis).min(1, axis).max(SWEEP_AXIS_MAX, axis),
    hold_hours: z.array(holdHours, axis).min(1, axis).max(SWEEP_AXIS_MAX, axis),
  },
  { error: "must have thresholds and hold_hours, each a list" },
);

export const COINS_MAX = 500;
const coinsRule = { error: `must be a list of at most ${COINS_MAX} symbols or ids` };

/**
 * Body of `POST /market/backtest`. One coin (`symbol`), several (`symbols`), or neither with `top_n`: every coin of the
 * universe. `null` switches a stop or a target off.
 */
export const backtestBodySchema = z.object(
  {
    strategy: z.literal("momentum", { error: "must be momentum" }).default("momentum"),
    symbol: symbol.nullable().default(null),
    symbols: z.array(symbol, coinsRule).max(COINS_MAX, coinsRule).default([]),
    /** First day that may trade, from its first hour. */
    start_date: day,
    /** Last day, to its last hour. */
    end_date: day,
    threshold: threshold.default(70),
    hold_hours: holdHours.default(24),
    take_profit_pct: above(10_000, " %, or null").nullable().default(20),
    stop_loss_pct: above(99.99, " %, or null").nullable().default(10),
    /** Basis points of the traded value, per side. */
    fee_bps: within(0, 1_000, " basis points").default(10),
    slippage_bps: within(0, 1_000, " basis points").default(5),
    /** `sqrt_impact` ignores `slippage_bps` and asks for the size of an order. */
    slippage_model: z.enum(["fixed", "sqrt_impact"], { error: "must be one of fixed, sqrt_impact" }).default("fixed"),
    order_usd: above(1e10, " US dollars").default(10_000),
    allow_reentry: flag.default(false),
    /** Most positions at a time of a run of several coins. */
    top_n: whole(1, 100, " positions").nullable().default(null),
    /** Largest share of the equity in one coin. */
    max_weight: above(1, ", a share of the equity").default(1),
    walk_forward: flag.default(false),
    sweep: sweepBodySchema.nullable().default(null),
    seed: whole(0, 2 ** 32 - 1).default(1),
  },
  { error: "must be an object" },
);
export type BacktestBody = z.infer<typeof backtestBodySchema>;

/** The same as it comes in: what it buys at and how long it holds are the operator's choice where it does not say. */
export const backtestRequestSchema = backtestBodySchema.extend({
  threshold: threshold.optional(),
  hold_hours: holdHours.optional(),
});
export type BacktestRequest = z.infer<typeof backtestRequestSchema>;
