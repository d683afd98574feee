import { z } from "zod";
import { assetSchema } from "@/lib/market/asset";
import { subScoreNames } from "./sub-scores";

/** A band of the score; it describes, it does not advise. */
export const actionSchema = z.enum(["BUY", "HOLD", "TRIM", "EXIT"]);
export type Action = z.infer<typeof actionSchema>;

/** Every flag has one sentence in `lib/format/flags.ts`; a test fails when one is missing. */
export const flagSchema = z.enum([
  "overbought",
  "buy_withheld",
  "no_volume",
  "from_zero",
  "sigma_peer",
  "stable_like",
  "derivative",
  "new_coin",
  "dead",
  "stale_price",
]);
export type Flag = z.infer<typeof flagSchema>;

/** Why a scored coin has no rank; null when it is ranked. */
export const exclusionSchema = z.enum(["stable", "derivative", "dead", "new"]);
export type Exclusion = z.infer<typeof exclusionSchema>;

export const baselineSourceSchema = z.enum(["klines", "own_history", "market_chart", "peer"]);
export type BaselineSource = z.infer<typeof baselineSourceSchema>;

const nullableNumber = z.number().nullable();

/** What each sub-score was computed from: enough to explain it and, with the closes, to compute it again. */
export const readingsSchema = z.object({
  price: z.object({
    rawPercent: nullableNumber,
    z: nullableNumber,
    sigma1h: z.number(),
    sigmaSource: z.enum(["own", "peer", "default"]),
  }),
  volume: z.object({
    ratio: nullableNumber,
    baselineUsd: nullableNumber,
    baselineSource: baselineSourceSchema.nullable(),
    /** How many of the wished observations the baseline rests on, as "have of wished". */
    baselineHave: z.number().int().nullable(),
    baselineWished: z.number().int().nullable(),
    direction: z.union([z.literal(-1), z.literal(0), z.literal(1)]).nullable(),
  }),
  rsi: z.object({ value: nullableNumber, closes: z.number().int() }),
  ma: z.object({
    spreadFraction: nullableNumber,
    z: nullableNumber,
    crossed: z.enum(["up", "down"]).nullable(),
    hoursSinceCross: z.number().int().nullable(),
  }),
  pretrend: z.object({ probability: nullableNumber }),
  whale: z.object({ confidence: nullableNumber, netFlow: nullableNumber }),
});
export type Readings = z.infer<typeof readingsSchema>;

/** One coin of the board: its market row, its score and everything that explains it. Scores are unrounded. */
export const scoredCoinSchema = z.object({
  asset: assetSchema,
  /** 1 is the highest score; null when excluded. */
  rank: z.number().int().positive().nullable(),
  excluded: exclusionSchema.nullable(),
  score: z.number(),
  baseScore: z.number(),
  /** Mid-rank percentile among ranked coins, 0–100; null when excluded. */
  scorePercentile: nullableNumber,
  subScores: z.object({
    price_momentum: z.number(),
    volume_spike: z.number(),
    rsi_signal: z.number(),
    ma_cross: z.number(),
    pretrend_bonus: z.number(),
    whale_bonus: z.number(),
  }),
  action: actionSchema,
  confidence: z.number(),
  /** Share of the base points whose inputs were there, 0–1. */
  coverage: z.number(),
  flags: z.array(flagSchema),
  /** Sub-scores whose inputs were missing and that therefore stand at their neutral value. */
  missing: z.array(z.enum(subScoreNames)),
  /** Horizons whose change was derived from the closes instead of given, such as "24h". */
  derived: z.array(z.enum(["24h", "7d"])),
  readings: readingsSchema,
  /** The group of the last cluster run; null for a coin that it did not know. Id −1: in no group. */
  cluster: z.object({ id: z.number().int(), label: z.string() }).nullable(),
  /** The rank this coin had about 1 h and 24 h ago; null when no snapshot knows it. */
  rankAgo1h: z.number().int().nullable(),
  rankAgo24h: z.number().int().nullable(),
});
export type ScoredCoin = z.infer<typeof scoredCoinSchema>;
export type ClusterPlace = NonNullable<ScoredCoin["cluster"]>;
