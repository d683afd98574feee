import { z } from "zod";
import { subScoreNames } from "@/lib/momentum/config";
import { actionSchema, exclusionSchema, flagSchema } from "@/lib/momentum/scored-coin";
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

const booleanText = z
  .enum(["true", "false", "1", "0"], { error: "must be true or false" })
  .transform((text) => text === "true" || text === "1")
  .pipe(z.boolean());
/** A number in a query string; one sentence says the whole rule, whichever part of it was broken. */
function numberText(min: number, max: number, rule: string) {
  return asNumber(rule).pipe(z.number({ error: rule }).min(min, { error: rule }).max(max, { error: rule }));
}

function integerText(min: number, max: number) {
  const rule = `must be a whole number from ${min} to ${max}`;
  const bounded = z.number({ error: rule }).int({ error: rule, abort: true });
  return asNumber(rule).pipe(bounded.min(min, { error: rule }).max(max, { error: rule }));
}

function asNumber(rule: string) {
  return z.string().trim().min(1, { error: rule }).transform(Number);
}

const SEARCH_LENGTH_MAX = 100;
const IDS_MAX = 250;
const IDS_LENGTH_MAX = 10_000;
const ACTIONS_MAX = 100;

const amountText = numberText(0, Number.MAX_VALUE, "must be a number, 0 or more");

/** Query of `GET /market/momentum`, parsed from text. Unknown parameters are ignored, invalid ones refused. */
export const momentumQuerySchema = z.object({
  page: integerText(1, 100_000).default(1),
  per_page: integerText(1, 100).default(50),
  sort: momentumSortSchema.default("momentum_score"),
  order: z.enum(["asc", "desc"]).default("desc"),
  q: z
    .string()
    .trim()
    .max(SEARCH_LENGTH_MAX, { error: `must be ${SEARCH_LENGTH_MAX} characters at most` })
    .default(""),
  ids: z
    .string()
    .max(IDS_LENGTH_MAX, { error: `must be ${IDS_LENGTH_MAX} characters at most` })
    .transform((text) =>
      text
        .split(",")
        .map((id) => id.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string()).max(IDS_MAX, { error: `must be ${IDS_MAX} ids at most` }))
    .optional(),
  min_marketcap: amountText.optional(),
  max_marketcap: amountText.optional(),
  min_volume: amountText.optional(),
  min_score: numberText(0, 100, "must be a number from 0 to 100").optional(),
  action: z
    .string()
    .transform((text) => text.split(",").map((action) => action.trim().toUpperCase()))
    .pipe(
      z
        .array(actionSchema)
        .min(1)
        .max(ACTIONS_MAX, { error: `must be ${ACTIONS_MAX} actions at most` }),
    )
    .optional(),
  whale_only: booleanText.default(false),
  /** −1 keeps the coins that no group holds. */
  cluster_id: integerText(-1, 1_000_000).optional(),
  include_stable: booleanText.default(false),
  as_of: z.iso.datetime({ offset: true, error: "must be a time such as 2025-04-07T12:00:00Z" }).optional(),
});
export type MomentumQuery = z.infer<typeof momentumQuerySchema>;

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

export const coinsQuerySchema = z.object({
  page: integerText(1, 100_000).default(1),
  per_page: integerText(1, 250).default(250),
});
export type CoinsQuery = z.infer<typeof coinsQuerySchema>;

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
