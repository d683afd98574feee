import { z } from "zod";

export const watchlistSchema = z
  .object({ id: z.string(), name: z.string(), position: z.number().int(), coin_ids: z.array(z.string()) })
  .meta({ id: "Watchlist" });
export type Watchlist = z.infer<typeof watchlistSchema>;

export const watchlistsSchema = z.object({ watchlists: z.array(watchlistSchema) });
