import { z } from "zod";

export const timeframeSchema = z.enum(["1h", "4h", "1d"]);
export type Timeframe = z.infer<typeof timeframeSchema>;

/** Open, high, low, close of one coin in US dollars over one timeframe; `openAt` is its first instant. */
export const candleSchema = z.object({
  openAt: z.number().int(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  /** In units of the coin. */
  volume: z.number(),
  volumeUsd: z.number(),
});
export type Candle = z.infer<typeof candleSchema>;
