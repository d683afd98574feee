import { z } from "zod";
import { whaleWatchSchema } from "@/lib/contracts/whales";
import { rankWindowSchema } from "@/lib/momentum/rank-move";
import { actionSchema, baselineSourceSchema, exclusionSchema, flagSchema } from "@/lib/momentum/scored-coin";
import { subScoreNames } from "@/lib/momentum/sub-scores";
import { wirePretrendDetailsSchema, wireWhaleDetailsSchema } from "./evidence";
import { freshnessShape } from "./freshness-shape";
import { wireRankChangeSchema } from "./rank-changes";

const nullableNumber = z.number().nullable();

/** One coin of a momentum list: contract.md §1 `Row`. Unknown is null, never 0 and never a missing key. */
export const momentumRowSchema = z
  .object({
    id: z.string(),
    symbol: z.string(),
    name: z.string(),
    image: z.string().nullable(),
    current_price: nullableNumber,
    market_cap: nullableNumber,
    market_cap_rank: z.number().int().nullable(),
    total_volume: nullableNumber,
    price_change_percentage_1h: nullableNumber,
    price_change_percentage_24h: nullableNumber,
    price_change_percentage_7d: nullableNumber,
    momentum_score: z.number(),
    sub_scores: z.object({
      price_momentum: z.number(),
      volume_spike: z.number(),
      rsi_signal: z.number(),
      ma_cross: z.number(),
      pretrend_bonus: z.number(),
      whale_bonus: z.number(),
    }),
    whale_confidence: nullableNumber,
    pretrend_prob: nullableNumber,
    /** Hourly closes of seven days, oldest first, six significant digits. */
    sparkline_7d: z.array(z.number()),
    action: actionSchema,
    confidence: z.number(),
    cluster_id: z.number().int().nullable(),
    cluster_label: z.string().nullable(),
    rank: z.number().int().nullable(),
    excluded: exclusionSchema.nullable(),
    /** Current rank minus the rank one hour (a day) ago, so −3 is a rise; null when no snapshot knows it. */
    rank_delta_1h: z.number().int().nullable(),
    rank_delta_24h: z.number().int().nullable(),
    momentum_score_pct: z.number(),
    score_percentile: nullableNumber,
    coverage: z.number(),
    flags: z.array(flagSchema),
    missing: z.array(z.enum(subScoreNames)),
    /** When the provider last saw this coin's price. */
    last_updated: z.iso.datetime().nullable(),
  })
  .meta({ id: "MomentumRow" });
export type MomentumRow = z.infer<typeof momentumRowSchema>;

export const momentumSortSchema = z.enum([
  "momentum_score",
  "rank",
  ...subScoreNames,
  "current_price",
  "market_cap",
  "market_cap_rank",
  "total_volume",
  "price_change_percentage_1h",
  "price_change_percentage_24h",
  "price_change_percentage_7d",
  "whale_confidence",
  "pretrend_prob",
  "confidence",
  "coverage",
  "rank_delta_1h",
  "rank_delta_24h",
  "score_percentile",
  "symbol",
  "name",
]);
export type MomentumSort = z.infer<typeof momentumSortSchema>;

/** Answer of `GET /market/momentum`. */
export const momentumListSchema = z.object({
  page: z.number().int(),
  per_page: z.number().int(),
  total: z.number().int(),
  total_pages: z.number().int(),
  /** Coins with a rank, whatever the filter. */
  ranked: z.number().int(),
  /** Attainable maximum of each sub-score and of their sum, from the weights in force. */
  max_points: z.record(z.string(), z.number()),
  sequence: z.number().int(),
  results: z.array(momentumRowSchema),
  ...freshnessShape,
});
export type MomentumList = z.infer<typeof momentumListSchema>;

const rowShape = momentumRowSchema.shape;

/** One coin of a stored ranking: the past keeps scores, rank and price; everything else is null. */
export const momentumHistoryRowSchema = momentumRowSchema
  .extend({
    sparkline_7d: rowShape.sparkline_7d.nullable(),
    action: rowShape.action.nullable(),
    confidence: rowShape.confidence.nullable(),
    momentum_score_pct: rowShape.momentum_score_pct.nullable(),
    coverage: rowShape.coverage.nullable(),
    flags: rowShape.flags.nullable(),
    missing: rowShape.missing.nullable(),
  })
  .meta({ id: "MomentumHistoryRow" });
export type MomentumHistoryRow = z.infer<typeof momentumHistoryRowSchema>;

/** Answer of `GET /market/momentum?as_of=`: the newest stored ranking at or before that time. */
export const momentumHistoryListSchema = momentumListSchema.extend({
  max_points: z.null(),
  sequence: z.null(),
  results: z.array(momentumHistoryRowSchema),
});
export type MomentumHistoryList = z.infer<typeof momentumHistoryListSchema>;

/** Answer of `GET /market/coins`. */
export const coinsListSchema = z.object({
  page: z.number().int(),
  per_page: z.number().int(),
  total: z.number().int(),
  coins: z.array(
    momentumRowSchema.pick({
      id: true,
      symbol: true,
      name: true,
      image: true,
      current_price: true,
      market_cap: true,
      market_cap_rank: true,
    }),
  ),
  ...freshnessShape,
});
export type CoinsList = z.infer<typeof coinsListSchema>;

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
