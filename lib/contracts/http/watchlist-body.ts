import { z } from "zod";

const nameRule = "must be 1 to 80 characters";
const coinsRule = "must be at most 500 coin ids";
const positionRule = "must be a whole number from 0";
const watchlistCoins = z
  .array(z.string({ error: coinsRule }).min(1, { error: coinsRule }).max(500, { error: coinsRule }), {
    error: coinsRule,
  })
  .max(500, { error: coinsRule });
const watchlistName = z.string({ error: nameRule }).trim().min(1, { error: nameRule }).max(80, { error: nameRule });

/** Body of `POST /market/watchlists`. */
export const watchlistBodySchema = z.object({ name: watchlistName, coin_ids: watchlistCoins.default([]) });

/** Body of `PATCH /market/watchlists/{id}`; `position` is where among the others it goes. */
export const watchlistPatchSchema = z.object({
  name: watchlistName.optional(),
  coin_ids: watchlistCoins.optional(),
  position: z
    .number({ error: positionRule })
    .int({ error: positionRule })
    .min(0, { error: positionRule })
    .max(1_000, { error: positionRule })
    .optional(),
});
