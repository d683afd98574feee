import { z } from "zod";

/** Binance writes decimals as strings. */
const decimal = z.string();

export const exchangeInfoSchema = z.object({
  rateLimits: z
    .array(z.object({ rateLimitType: z.string(), interval: z.string(), intervalNum: z.number(), limit: z.number() }))
    .optional(),
  symbols: z.array(z.unknown()),
});

/** `status` has grown new words before, so it is not an enum. */
export const symbolSchema = z.object({
  symbol: z.string().min(1).max(64),
  status: z.string(),
  baseAsset: z.string().min(1).max(64),
  quoteAsset: z.string(),
  isSpotTradingAllowed: z.boolean().optional(),
});

export const tickerSchema = z.object({
  symbol: z.string(),
  lastPrice: decimal,
  quoteVolume: decimal,
  count: z.number().int().nonnegative(),
});

/** Open time, open, high, low, close, volume, close time, quote volume, …; the rest is not read. */
export const klineSchema = z
  .tuple([z.number().int(), decimal, decimal, decimal, decimal, decimal, z.number().int(), decimal])
  .rest(z.unknown());

export const rowsSchema = z.array(z.unknown());

export const complaintSchema = z.object({ code: z.number(), msg: z.string() });
