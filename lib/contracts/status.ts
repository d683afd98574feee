import { z } from "zod";
import { marketClockSchema } from "@/lib/market/clock";
import { unmappedPairSchema } from "@/lib/market/pair";
import { subScoreNames } from "@/lib/momentum/sub-scores";
import { refreshSummarySchema } from "./snapshots";
import { troubleSchema } from "./trouble";
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

/** What could keep alerts from being sent. Wall-clock times. */
export const alertTallySchema = z.object({
  /** Active ones. */
  rules: z.number().int(),
  /** Messages that are not over. */
  waiting: z.number().int(),
  /** Since when the one that is due longest should have been sent. */
  oldest_due_at: z.iso.datetime().nullable(),
  /** Messages that failed for good in the last day, and what was said of the last one. */
  failed_lately: z.number().int(),
  last_failure: z.string().nullable(),
  /** Channels sealed with another key. */
  sealed: z.array(z.string()),
  disabled: z.array(z.object({ label: z.string(), reason: z.string() })),
  /** Channels whose kind the operator has not set up, and what is missing. */
  unconfigured: z.array(z.object({ label: z.string(), missing: z.string() })),
});
export type AlertTally = z.infer<typeof alertTallySchema>;

/** How old the groups are that the list speaks of, in market seconds. */
export const clusterStandingSchema = z.object({
  age_seconds: z.number().nullable(),
  every_seconds: z.number(),
  fewest_coins: z.number().int(),
});

/** Answer of `GET /status` data: everything an operator asks first. */
export const statusReportSchema = z.object({
  summary: z.string(),
  /** What is wrong and how to mend it, causes first; empty when all is well. */
  troubles: z.array(troubleSchema),
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
      /** Mean share of the base points whose inputs were there, over ranked coins, 0–1. */
      coverage: z.number(),
      /** Ranked coins that lack each part of the score. */
      missing: z.record(z.enum(subScoreNames), z.number().int()),
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
      /** Processes that take its jobs; null: Redis does not say. */
      workers: z.number().int().nullable(),
    }),
  ),
  /** Null: Postgres could not say. Channels are told by the names that their owner gave them, as far as reading is closed. */
  alerts: alertTallySchema.nullable(),
  clusters: clusterStandingSchema,
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
