import { z } from "zod";
import { actionSchema, exclusionSchema, flagSchema } from "@/lib/momentum/scored-coin";
import { subScoreNames } from "@/lib/momentum/sub-scores";
import { freshnessShape } from "./freshness-shape";

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
