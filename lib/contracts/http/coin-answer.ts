import { z } from "zod";
import { whaleWatchSchema } from "@/lib/contracts/whales";
import { rankWindowSchema } from "@/lib/momentum/rank-move";
import { baselineSourceSchema, flagSchema } from "@/lib/momentum/scored-coin";
import { subScoreNames } from "@/lib/momentum/sub-scores";
import { wirePretrendDetailsSchema, wireWhaleDetailsSchema } from "./evidence";
import { freshnessShape } from "./freshness-shape";
import { momentumRowSchema } from "./momentum";
import { wireRankChangeSchema } from "./rank-changes";

const nullableNumber = z.number().nullable();

const explainComponentSchema = z.object({
  score: z.number(),
  weight: z.number(),
  max_points: z.number(),
  raw_value: nullableNumber,
  description: z.string(),
  /** What an ordinary coin gets, and what a missing input counts as. */
  neutral: z.number(),
  missing: z.boolean(),
});

/** formulas.md A.8: the parts add up to the score. */
export const explainSchema = z.object({
  formula: z.literal("base_score + pretrend_bonus + whale_bonus"),
  base_score: z.number(),
  components: z.object({
    price_momentum: explainComponentSchema,
    volume_spike: explainComponentSchema,
    rsi_signal: explainComponentSchema,
    ma_cross: explainComponentSchema,
    pretrend_bonus: explainComponentSchema,
    whale_bonus: explainComponentSchema,
  }),
  top_drivers: z.array(z.object({ name: z.string(), score: z.number(), max: z.number() })),
  coverage: z.number(),
  missing: z.array(z.enum(subScoreNames)),
  derived: z.array(z.string()),
  flags: z.array(flagSchema),
  baseline_source: baselineSourceSchema.nullable(),
  baseline_usd: nullableNumber,
  baseline_have: z.number().int().nullable(),
  baseline_wished: z.number().int().nullable(),
  volume_direction: z.number().int().nullable(),
  z: nullableNumber,
  sigma_1h: z.number(),
  sigma_source: z.enum(["own", "peer", "default"]),
  rsi: nullableNumber,
  hourly_closes: z.number().int(),
  ma_z: nullableNumber,
  crossed: z.enum(["up", "down"]).nullable(),
  hours_since_cross: z.number().int().nullable(),
  score_version: z.number().int(),
});
export type Explain = z.infer<typeof explainSchema>;

export const rankHistoryPointSchema = z.object({
  /** Epoch seconds. */
  timestamp: z.number().int(),
  rank: z.number().int().nullable(),
  momentum_score: z.number(),
  sub_scores: momentumRowSchema.shape.sub_scores,
  price: nullableNumber,
});
export type RankHistoryPoint = z.infer<typeof rankHistoryPointSchema>;

const neighbourSchema = z.object({ id: z.string(), symbol: z.string(), momentum_score: z.number() });

/** Answer of `GET /market/coin/{coin_id}`. */
export const coinDetailSchema = momentumRowSchema.extend({
  explain: explainSchema,
  /** Null when nothing is watched for this coin; `whale_watch` says why. */
  whale_details: wireWhaleDetailsSchema.nullable(),
  whale_watch: z.object({ state: whaleWatchSchema.shape.state, reason: z.string() }),
  pretrend_details: wirePretrendDetailsSchema.nullable(),
  /** Why the rank is not what it was, for each window with an earlier ranking that knew this coin. */
  rank_changes: z.array(wireRankChangeSchema.extend({ since: rankWindowSchema })),
  /** Oldest first. */
  rank_history: z.array(rankHistoryPointSchema),
  /** False when the history could not be read just now, so that an empty one is not mistaken for a new coin. */
  history_available: z.boolean(),
  ranked: z.number().int(),
  /** Who stands one rank above and below, to tell how far away a change of rank is. */
  neighbours: z.object({ above: neighbourSchema.nullable(), below: neighbourSchema.nullable() }),
  sequence: z.number().int(),
  ...freshnessShape,
});
export type CoinDetail = z.infer<typeof coinDetailSchema>;
