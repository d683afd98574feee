import { z } from "zod";

const nullableNumber = z.number().nullable();
const share = z.number().min(0).max(1);

/** `insufficient`: fewer than three whale orders in 24 h. */
export const flowPatternSchema = z.enum(["accumulation", "distribution", "neutral", "insufficient"]);
export type FlowPattern = z.infer<typeof flowPatternSchema>;

/** A taker order of at least `WHALE_MIN_USD`: consecutive trades of one millisecond and one taker side, together. */
export const whaleOrderSchema = z.object({
  at: z.number(),
  side: z.enum(["buy", "sell"]),
  usd: z.number(),
  priceUsd: z.number(),
  /** How many published trades it consists of. */
  trades: z.number().int(),
  /** Id of the first of them: with the pair it names the order. */
  firstTradeId: z.number().int(),
});
export type WhaleOrder = z.infer<typeof whaleOrderSchema>;

/** One whole hour of a coin's trades. `watchedSeconds` of it were really seen. */
export const whaleHourSchema = z.object({
  hour: z.number(),
  buyUsd: z.number(),
  sellUsd: z.number(),
  /** Everything traded, whales and others. */
  totalUsd: z.number(),
  orders: z.number().int(),
  watchedSeconds: z.number(),
});
export type WhaleHour = z.infer<typeof whaleHourSchema>;

/** Why nothing is said of a coin that is watched: its past is still being read, too much of its day was missed, or its newest part. */
export const whaleSilenceSchema = z.enum(["back_fill", "little_watched", "not_recent"]);
export type WhaleSilence = z.infer<typeof whaleSilenceSchema>;

/** What the whale watch says of one coin now: formulas A.12. Amounts are of the last 24 h and undecayed. */
export const whaleReportSchema = z.object({
  coinId: z.string(),
  pair: z.string().nullable(),
  /** Null while too little of the last 24 h was watched to say anything; `silence` says why. */
  confidence: share.nullable(),
  silence: whaleSilenceSchema.nullable(),
  /** d of A.12, decayed, −1…1; null without a whale order. */
  netFlow: nullableNumber,
  flowPattern: flowPatternSchema,
  orders: z.number().int(),
  whaleUsd: z.number(),
  buyUsd: z.number(),
  sellUsd: z.number(),
  totalUsd: z.number(),
  share: share.nullable(),
  baselineShare: share.nullable(),
  /** Of the seven days before, how many the baseline rests on. */
  baselineDays: z.number().int(),
  activity: share,
  abnormality: share,
  watchedHours: z.number().min(0).max(24),
  latestOrderAt: nullableNumber,
});
export type WhaleReport = z.infer<typeof whaleReportSchema>;
