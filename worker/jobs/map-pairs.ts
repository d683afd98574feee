import { readPairMap, writePairMap } from "@/lib/cache/pair-map";
import { isStale } from "@/lib/contracts/http/freshness";
import type { JobPayload } from "@/lib/contracts/jobs";
import { keepPairs } from "@/lib/market/keep-pairs";
import { mapPairs as map } from "@/lib/market/map-pairs";
import { upsertCoins } from "@/lib/store/coins";
import { toCoinToMap } from "@/worker/candles/prove-pairs";
import { readStanding } from "@/worker/refresh/read-visible";
import type { JobContext } from "@/worker/runtime/services";

/**
 * Finds which venue pair trades which coin; what is not proven is listed and not guessed, and what once was is not given up for
 * a price that moved. Prices of an old board prove nothing and contradict nothing.
 */
export async function mapPairs(_: JobPayload<"pairs.map">, context: JobContext) {
  const { binance, db, log, redis, now, signal } = context;
  const { visible } = await readStanding(context);
  if (visible === null || visible.snapshot.board.full === null) return { skipped: "no board of all coins yet" };
  if (isStale(visible.snapshot.board, now())) return { skipped: "the board is old; its prices prove nothing" };
  const pairs = await binance.fetchPairs(signal);
  const { coins } = visible.snapshot.board;
  const priced = coins.map(({ asset: { id, lastUpdatedAt, observedAt } }) => ({
    id,
    pricedAt: Math.min(lastUpdatedAt ?? observedAt, observedAt),
  }));
  const found = keepPairs(await readPairMap(redis, log), map(pairs, coins.map(toCoinToMap), now()), priced);
  const traded = new Set(found.mapped.map(({ coinId }) => coinId));
  // What the watch keeps of a coin needs the coin's key in the store.
  await upsertCoins(
    db.database,
    coins.flatMap(({ asset: { id, symbol, name } }) => (traded.has(id) ? [{ id, symbol, name }] : [])),
  );
  await writePairMap(redis, found);
  return { mapped: found.mapped.length, unmapped: found.unmapped.length };
}
