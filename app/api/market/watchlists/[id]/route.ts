import { createWriteRoute } from "@/app/api/create-write-route";
import { watchlistPatchSchema } from "@/lib/contracts/http/watchlist-body";
import { emptyAnswer, jsonAnswer, neverCache } from "@/lib/http/answer";
import { answerUnknown } from "@/lib/http/problem";
import { deleteWatchlist, updateWatchlist } from "@/lib/store/watchlists";
import { toWireWatchlist } from "../wire-watchlist";

const unknown = (id: string) => answerUnknown(`No watchlist has the id ${id}.`);

export const PATCH = createWriteRoute<typeof watchlistPatchSchema, { id: string }>({
  scope: "alerts",
  body: watchlistPatchSchema,
  async handle({ body: { name, coin_ids: coinIds, position }, services: { database }, params: { id } }) {
    const coins = coinIds === undefined ? undefined : [...new Set(coinIds)];
    const changed = await updateWatchlist(database, id, { name, coinIds: coins, position });
    return changed === null ? unknown(id) : jsonAnswer(toWireWatchlist(changed), neverCache);
  },
});

export const DELETE = createWriteRoute<never, { id: string }>({
  scope: "alerts",
  async handle({ services: { database }, params: { id } }) {
    return (await deleteWatchlist(database, id)) ? emptyAnswer() : unknown(id);
  },
});
