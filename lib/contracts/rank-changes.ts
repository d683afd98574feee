import { z } from "zod";
import { rankEntrySchema, rankMoveSchema, rankWindowSchema } from "@/lib/momentum/rank-move";

/** What changed within one window, as the worker writes it after every board. One value in Redis per window. */
export const rankChangesSchema = z.object({
  window: rankWindowSchema,
  /** The board's sequence. */
  sequence: z.number().int(),
  asOf: z.number(),
  writtenAt: z.number(),
  /** When the earlier ranking was written; null when none is near enough, and then there are no changes. */
  previousAt: z.number().nullable(),
  /** Moves that pass the noise filter, before the cut. */
  total: z.number().int(),
  /** Largest first; 100 at most. */
  changes: z.array(rankMoveSchema),
  /** Ranked now, not ranked then; best rank first, 100 at most. */
  entered: z.array(rankEntrySchema),
  enteredTotal: z.number().int(),
});
export type RankChanges = z.infer<typeof rankChangesSchema>;

/** Redis pub/sub channel of `rankChangesSchema`; the worker publishes after it wrote. */
export const RANK_CHANGES_CHANNEL = "ghostquant:stream:rank-changes";
