import { z } from "zod";
import { marketClockSchema } from "@/lib/market/clock";
import { momentumConfigSchema } from "@/lib/momentum/config";
import { scoredCoinSchema } from "@/lib/momentum/scored-coin";

/** Rows that a refresh received and did not use, by reason. */
export const droppedRowsSchema = z.record(z.string(), z.number().int());

/** What the last refresh of one kind did, in market time unless said otherwise. */
export const refreshSummarySchema = z.object({
  kind: z.enum(["fast", "full"]),
  refreshedAt: z.number(),
  /** Wall-clock duration from first fetch to visible. */
  durationMs: z.number(),
  received: z.number().int(),
  dropped: droppedRowsSchema,
  /** Chosen cadence in market seconds: data older than twice this is stale. */
  everySeconds: z.number(),
});
export type RefreshSummary = z.infer<typeof refreshSummarySchema>;

/**
 * The whole scored universe at one data version, as the worker writes it and everybody reads it.
 * `coins` is in rank order: unrounded score descending, market cap descending, id ascending, excluded coins among them without a rank.
 */
export const momentumBoardSchema = z.object({
  /** Grows by exactly one with every visible change. */
  sequence: z.number().int().positive(),
  scoreVersion: z.number().int(),
  config: momentumConfigSchema,
  clock: marketClockSchema,
  /** Newest datum used, market time. */
  asOf: z.number(),
  /** When this version became visible, market time. */
  writtenAt: z.number(),
  fast: refreshSummarySchema.nullable(),
  full: refreshSummarySchema.nullable(),
  rankedCount: z.number().int(),
  coins: z.array(scoredCoinSchema),
});
export type MomentumBoard = z.infer<typeof momentumBoardSchema>;

/** A board with the hourly closes of its coins: `closes[i]` belongs to `board.coins[i]`. */
export interface BoardSnapshot {
  readonly board: MomentumBoard;
  readonly closes: readonly Float64Array[];
}
