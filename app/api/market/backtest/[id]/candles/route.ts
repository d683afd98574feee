import { createRoute } from "@/app/api/create-route";
import { backtestCandlesQuerySchema } from "@/lib/contracts/http/backtest-candles";
import { jsonAnswer, revalidate } from "@/lib/http/answer";
import { answerUnknown } from "@/lib/http/problem";
import { HOUR_MS } from "@/lib/market/units";
import { listCandles, type Venue } from "@/lib/store/candles";
import { findBacktest, readManifest, unknownBacktest } from "../../find-backtest";

const HOURS_MAX = 1_000;

/** The hours that a finished backtest traded on, from the venue that its manifest names. */
export const GET = createRoute<typeof backtestCandlesQuerySchema, { id: string }>({
  query: backtestCandlesQuerySchema,
  async handle(query, { services: { database }, params: { id } }) {
    if ((await findBacktest(database, id)) === null) return unknownBacktest(id);
    const manifest = await readManifest(database, id);
    const coin = manifest?.data.coins.find(({ coin_id }) => coin_id === query.coin_id);
    if (coin === undefined) return answerUnknown(`The backtest ${id} rests on no candles of ${query.coin_id}.`);
    const from = Date.parse(query.from);
    const to = Math.min(Date.parse(query.to), from + HOURS_MAX * HOUR_MS);
    const candles = await listCandles(database, coin.coin_id, coin.venue as Venue, from, to);
    return jsonAnswer({ coin_id: coin.coin_id, venue: coin.venue, candles }, revalidate);
  },
});
