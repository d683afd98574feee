import { randomUUID } from "node:crypto";
import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { createWriteRoute } from "@/app/api/create-write-route";
import { watchlistBodySchema } from "@/lib/contracts/http/watchlist-body";
import { createdAnswer, jsonAnswer, revalidatePrivately } from "@/lib/http/answer";
import { insertWatchlist, listWatchlists } from "@/lib/store/watchlists";
import { toWireWatchlist } from "./wire-watchlist";

export const GET = createRoute({
  access: { access: "private", scope: "alerts" },
  query: z.object({}),
  async handle(_query, { services: { database } }) {
    return jsonAnswer({ watchlists: (await listWatchlists(database)).map(toWireWatchlist) }, revalidatePrivately);
  },
});

/** Coins may be ones that the market does not have just now: a list outlives a coin's absence. */
export const POST = createWriteRoute({
  scope: "alerts",
  body: watchlistBodySchema,
  async handle({ body: { name, coin_ids: coinIds }, services: { database } }) {
    const made = await insertWatchlist(database, { id: randomUUID(), name, coinIds: [...new Set(coinIds)] });
    return createdAnswer(toWireWatchlist(made), `/api/market/watchlists/${made.id}`);
  },
});
