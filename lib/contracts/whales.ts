import { z } from "zod";
import { whaleHourSchema, whaleOrderSchema, whaleReportSchema } from "@/lib/whales/whale-report";

/** What the watch itself does: said on `/status` and beside every missing reading. */
export const whaleWatchSchema = z.object({
  state: z.enum(["starting", "live", "degraded", "down", "unavailable"]),
  /** One sentence for people, empty when all is well. */
  reason: z.string(),
  pairs: z.number().int(),
  ambiguousPairs: z.number().int(),
  unmappedPairs: z.number().int(),
  /** Since this process began. */
  trades: z.number().int(),
  tradesPerSecond: z.number(),
  duplicates: z.number().int(),
  gapsFound: z.number().int(),
  gapsFilled: z.number().int(),
  gapsOpen: z.number().int(),
  malformed: z.number().int(),
  reconnects: z.number().int(),
  /** Coins whose last 24 h are seen whole. */
  backfilled: z.number().int(),
  lastTradeAt: z.number().nullable(),
});
export type WhaleWatch = z.infer<typeof whaleWatchSchema>;

/** One value in Redis, rewritten every few seconds by whichever worker copy watches. */
export const whaleBoardSchema = z.object({
  writtenAt: z.number(),
  watch: whaleWatchSchema,
  coins: z.array(whaleReportSchema),
});
export type WhaleBoard = z.infer<typeof whaleBoardSchema>;

/** A transfer that an on-chain source reported. `in`: to an exchange (supply), `out`: from one. */
export const onChainTransferSchema = z.object({
  id: z.string(),
  at: z.number(),
  usd: z.number(),
  amount: z.number(),
  blockchain: z.string(),
  direction: z.enum(["in", "out", "between_exchanges", "unlabelled"]),
  from: z.string().nullable(),
  to: z.string().nullable(),
  hash: z.string(),
});
export type OnChainTransfer = z.infer<typeof onChainTransferSchema>;

/** Everything about one coin, in a Redis hash by coin id. */
export const whaleDetailsSchema = z.object({
  report: whaleReportSchema,
  /** Newest first, 24 h, the 300 largest at most. */
  orders: z.array(whaleOrderSchema),
  /** Oldest first, the last 24 whole or begun hours that were watched. */
  hours: z.array(whaleHourSchema),
  transfers: z.array(onChainTransferSchema),
  /** Only an on-chain source can count wallets. */
  uniqueWallets: z.number().int().nullable(),
  writtenAt: z.number(),
});
export type WhaleDetails = z.infer<typeof whaleDetailsSchema>;
