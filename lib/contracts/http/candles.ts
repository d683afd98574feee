import { z } from "zod";
import { candleSchema, timeframeSchema } from "@/lib/market/candle";
import { marketSourceSchema } from "@/lib/market/clock";
import { integerText } from "./query-text";

export const candlesQuerySchema = z.object({
  timeframe: timeframeSchema.default("1h"),
  limit: integerText(1, 1_000).default(200),
});
export type CandlesQuery = z.infer<typeof candlesQuerySchema>;

/** Answer of `GET /market/coin/{coin_id}/candles`. Candles are asked for in the background: `loading` means come again. */
export const candlesAnswerSchema = z.object({
  id: z.string(),
  timeframe: timeframeSchema,
  state: z.enum(["ready", "loading", "none"]),
  /** Why there are none, or why no newer ones come; empty when all is well. */
  reason: z.string(),
  venue: z.string().nullable(),
  pair: z.string().nullable(),
  /** Oldest first, closed candles only. */
  candles: z.array(candleSchema),
  /** The candle that is still forming; no reading uses it. */
  forming: candleSchema.nullable(),
  source: marketSourceSchema,
  /** Up to when closed hours are known; null without any. */
  as_of: z.iso.datetime().nullable(),
  /** The newest whole hour is missing. */
  stale: z.boolean(),
  /** Since when the answer is what it is: equal answers are equal, so that a cache can tell. */
  timestamp: z.iso.datetime(),
});
export type CandlesAnswer = z.infer<typeof candlesAnswerSchema>;
