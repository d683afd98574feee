import { z } from "zod";
import { marketClockSchema } from "@/lib/market/clock";
import { unmappedPairSchema } from "@/lib/market/pair";
import { refreshSummarySchema } from "./snapshots";
import { whaleWatchSchema } from "./whales";

/** What each process says of itself every few seconds; a missing beat is a missing process. Wall-clock times. */
export const processBeatSchema = z.object({
  role: z.enum(["web", "worker", "stream"]),
  id: z.string(),
  pid: z.number().int(),
  startedAt: z.number(),
  seenAt: z.number(),
  memoryBytes: z.number(),
  eventLoopDelayMs: z.number(),
  /** Role-specific readings, such as connected clients or open sockets. */
  readings: z.record(z.string(), z.number()),
});
export type ProcessBeat = z.infer<typeof processBeatSchema>;

/** What the CoinGecko plan allows, what was spent, and the cadence chosen from it. */
export const quotaReportSchema = z.object({
  plan: z.enum(["keyless", "demo", "pro", "local"]),
  /** Null means not limited. */
  perMinuteLimit: z.number().int().nullable(),
  perMinuteSpent: z.number().int(),
  monthlyLimit: z.number().int().nullable(),
  monthlySpent: z.number().int(),
  monthlyProjected: z.number().int().nullable(),
  pages: z.number().int(),
  fastWishedSeconds: z.number(),
  fullWishedSeconds: z.number(),
  /** Null means that the plan cannot pay for it and it does not run. */
  fastEverySeconds: z.number().nullable(),
  fullEverySeconds: z.number(),
  /** One sentence for people, empty when nothing was stretched. */
  note: z.string(),
  /** The circuit towards the provider. */
  circuit: z.enum(["closed", "open", "half-open"]),
  /** Wall-clock time until which the provider asked us to wait. */
  waitUntil: z.number().nullable(),
});
export type QuotaReport = z.infer<typeof quotaReportSchema>;

export const errorTallySchema = z.object({
  kind: z.string(),
  count: z.number().int(),
  lastMessage: z.string(),
  lastAt: z.number(),
});
export type ErrorTally = z.infer<typeof errorTallySchema>;

/** How many pairs of a venue are listed by name where they trade no proven coin; the totals count all. */
export const UNMAPPED_SHOWN = 50;

/** Which pairs of a venue trade which coins; what is not proven is listed. */
export const pairStatusSchema = z.object({
  venue: z.string(),
  mapped_at: z.iso.datetime(),
  mapped: z.number().int(),
  unmapped: z.number().int(),
  ambiguous: z.number().int(),
  /** Ambiguous ones first, at most fifty. */
  listed: z.array(unmappedPairSchema),
});
export type PairStatus = z.infer<typeof pairStatusSchema>;

/** Answer of `GET /status` data: everything an operator asks first. */
export const statusReportSchema = z.object({
  summary: z.string(),
  timestamp: z.iso.datetime(),
  clock: marketClockSchema.nullable(),
  market_time: z.iso.datetime().nullable(),
  board: z
    .object({
      sequence: z.number().int(),
      as_of: z.iso.datetime(),
      stale: z.boolean(),
      coins: z.number().int(),
      ranked: z.number().int(),
    })
    .nullable(),
  fast: refreshSummarySchema.nullable(),
  full: refreshSummarySchema.nullable(),
  processes: z.array(processBeatSchema),
  queues: z.array(
    z.object({
      lane: z.string(),
      waiting: z.number().int(),
      active: z.number().int(),
      delayed: z.number().int(),
      failed: z.number().int(),
      completed: z.number().int(),
    }),
  ),
  /** Null: Postgres could not say. Completed and failed count the last day. */
  backtests: z
    .object({
      queued: z.number().int(),
      running: z.number().int(),
      completed: z.number().int(),
      failed: z.number().int(),
      oldest_queued_at: z.iso.datetime().nullable(),
    })
    .nullable(),
  counters: z.record(z.string(), z.number().int()),
  quota: quotaReportSchema.nullable(),
  /** Null until a worker has said anything of it. */
  whales: whaleWatchSchema.nullable(),
  /** When the watch said that, market time. */
  whales_as_of: z.iso.datetime().nullable(),
  pairs: pairStatusSchema.nullable(),
  errors: z.array(errorTallySchema),
  stores: z.object({
    redis: z.object({ ok: z.boolean(), pingMs: z.number().nullable(), usedBytes: z.number().nullable() }),
    postgres: z.object({ ok: z.boolean(), pingMs: z.number().nullable(), sizeBytes: z.number().nullable() }),
  }),
});
export type StatusReport = z.infer<typeof statusReportSchema>;
