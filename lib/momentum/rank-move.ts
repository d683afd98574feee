import { z } from "zod";
import { subScoreNames } from "./sub-scores";

export const rankWindowSchema = z.enum(["15m", "1h", "24h", "7d"]);
export type RankWindow = z.infer<typeof rankWindowSchema>;

/** One coin whose rank changed, and exactly why. Positive `places` are places lost, as in `rankDelta`. */
export const rankMoveSchema = z.object({
  id: z.string(),
  symbol: z.string(),
  name: z.string(),
  currentRank: z.number().int(),
  previousRank: z.number().int(),
  /** Current minus previous: −3 is a rise of three places. */
  rankDelta: z.number().int(),
  score: z.number(),
  scoreDelta: z.number(),
  own: z.object({
    /** Places moved by the coin's own score in the field as it was before. */
    places: z.number().int(),
    /** Adds up to `scoreDelta` exactly; largest first. `clamp` is what the ceiling of 100 took. */
    parts: z.array(z.object({ name: z.enum([...subScoreNames, "clamp"]), points: z.number() })),
  }),
  /** Places moved by everybody else; `own.places + others.places = rankDelta`, and the three parts add up to it. */
  others: z.object({
    places: z.number().int(),
    /** Coins ranked then and now that passed (+) or fell behind (−). */
    moved: z.number().int(),
    entered: z.number().int(),
    left: z.number().int(),
  }),
});
export type RankMove = z.infer<typeof rankMoveSchema>;

export const rankEntrySchema = z.object({
  id: z.string(),
  symbol: z.string(),
  name: z.string(),
  rank: z.number().int(),
  score: z.number(),
});
export type RankEntry = z.infer<typeof rankEntrySchema>;
