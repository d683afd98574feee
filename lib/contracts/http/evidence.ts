import { z } from "zod";
import { flowPatternSchema, whaleSilenceSchema } from "@/lib/whales/whale-report";

const nullableNumber = z.number().nullable();

/** `whale_details` of a coin: contract.md §1, with our own additions. Amounts are of the last 24 h. */
export const wireWhaleDetailsSchema = z
  .object({
    total_transfers: z.number().int(),
    total_usd: z.number(),
    /** Only an on-chain source can count wallets. */
    unique_wallets: z.number().int().nullable(),
    /** Five largest first. */
    top_transfers: z.array(
      z.object({ time: z.iso.datetime(), side: z.enum(["buy", "sell"]), usd: z.number(), price: z.number() }),
    ),
    flow_pattern: flowPatternSchema,
    /** Bought minus sold, US dollars. */
    net_flow_usd: z.number(),
    /** Decayed, −1…1. */
    net_flow: nullableNumber,
    confidence: nullableNumber,
    /** Why the confidence is null; null when it is not. */
    confidence_missing: z.enum([...whaleSilenceSchema.options, "watch_down"]).nullable(),
    activity: z.number(),
    abnormality: z.number(),
    share: nullableNumber,
    baseline_share: nullableNumber,
    baseline_days: z.number().int(),
    watched_hours: z.number(),
    source: z.literal("exchange"),
    venue: z.string(),
    pair: z.string().nullable(),
    /** Newest first. */
    orders: z.array(
      z.object({ time: z.iso.datetime(), side: z.enum(["buy", "sell"]), usd: z.number(), price: z.number() }),
    ),
    /** Oldest first. */
    hours: z.array(
      z.object({
        time: z.iso.datetime(),
        buy_usd: z.number(),
        sell_usd: z.number(),
        total_usd: z.number(),
        watched_seconds: z.number(),
      }),
    ),
    /** Shown and not fused: no confidence, flow or score uses them. */
    on_chain: z.array(
      z.object({
        id: z.string(),
        time: z.iso.datetime(),
        usd: z.number(),
        direction: z.enum(["in", "out", "between_exchanges", "unlabelled"]),
        from: z.string().nullable(),
        to: z.string().nullable(),
        blockchain: z.string(),
        hash: z.string(),
      }),
    ),
    as_of: z.iso.datetime(),
  })
  .meta({ id: "WhaleDetails" });
export type WireWhaleDetails = z.infer<typeof wireWhaleDetailsSchema>;

/** `pretrend_details` of a coin. */
export const wirePretrendDetailsSchema = z
  .object({
    pretrend_prob: z.number(),
    confidence: nullableNumber,
    /** Log-odds, largest size first; empty when the base rate speaks. */
    factors: z.array(z.object({ name: z.string(), value: nullableNumber, log_odds: z.number() })),
    rationale: z.string(),
    low: nullableNumber,
    high: nullableNumber,
    coverage: z.number(),
    model: z.enum(["logistic", "base_rate"]),
    /** Why no model is served; empty when one is. */
    model_reason: z.string(),
    base_rate: z.number(),
    brier_skill: nullableNumber,
    brier_skill_low: nullableNumber,
    brier_skill_high: nullableNumber,
    calibration_error: nullableNumber,
    trained_until: z.iso.datetime().nullable(),
    as_of: z.iso.datetime(),
  })
  .meta({ id: "PretrendDetails" });
export type WirePretrendDetails = z.infer<typeof wirePretrendDetailsSchema>;
