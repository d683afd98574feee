import { z } from "zod";
import { rankWindowSchema } from "@/lib/momentum/rank-move";
import { subScoreNames } from "@/lib/momentum/sub-scores";
import { freshnessShape } from "./freshness-shape";
import { integerText } from "./query-text";

export const rankChangesQuerySchema = z.object({
  since: z.enum(rankWindowSchema.options, { error: "must be 15m, 1h, 24h or 7d" }).default("15m"),
  limit: integerText(1, 100).default(25),
});
export type RankChangesQuery = z.infer<typeof rankChangesQuerySchema>;

/** contract.md §1; `reasons` is exact: points add up to `score_delta`, places to `rank_delta`. */
export const wireRankChangeSchema = z
  .object({
    id: z.string(),
    symbol: z.string(),
    name: z.string(),
    current_rank: z.number().int(),
    previous_rank: z.number().int(),
    rank_delta: z.number().int(),
    positions_gained: z.number().int(),
    direction: z.enum(["up", "down", "flat"]),
    momentum_score: z.number(),
    score_delta: z.number(),
    reasons: z.object({
      own: z.object({
        places: z.number().int(),
        parts: z.array(z.object({ name: z.enum([...subScoreNames, "clamp"]), points: z.number() })),
      }),
      others: z.object({
        places: z.number().int(),
        moved: z.number().int(),
        entered: z.number().int(),
        left: z.number().int(),
      }),
    }),
    timestamp: z.iso.datetime(),
  })
  .meta({ id: "RankChange" });
export type WireRankChange = z.infer<typeof wireRankChangeSchema>;

/** What an answer and a frame of the stream have in common. */
export const rankChangesDataSchema = z.object({
  since: rankWindowSchema,
  minutes: z.number().int(),
  total: z.number().int(),
  changes: z.array(wireRankChangeSchema),
  /** Ranked now and not then. */
  entered: z.array(
    z.object({
      id: z.string(),
      symbol: z.string(),
      name: z.string(),
      current_rank: z.number().int(),
      momentum_score: z.number(),
    }),
  ),
  entered_total: z.number().int(),
  /** When the earlier ranking was written; null when none is near enough to compare with. */
  previous_at: z.iso.datetime().nullable(),
});
export type RankChangesData = z.infer<typeof rankChangesDataSchema>;

/** Answer of `GET /market/rank-changes`. */
export const rankChangesListSchema = rankChangesDataSchema.extend({
  sequence: z.number().int(),
  ...freshnessShape,
});
export type RankChangesList = z.infer<typeof rankChangesListSchema>;
