import { writePairMap } from "@/lib/cache/pair-map";
import type { JobPayload } from "@/lib/contracts/jobs";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { type CoinToMap, mapPairs as map } from "@/lib/market/map-pairs";
import { upsertCoins } from "@/lib/store/coins";
import { readStanding } from "@/worker/refresh/read-visible";
import type { JobContext } from "@/worker/runtime/services";

/** Finds which venue pair trades which coin; what is not proven is listed and not guessed. */
export async function mapPairs(_: JobPayload<"pairs.map">, context: JobContext) {
  const { binance, db, redis, now, signal } = context;
  const { visible } = await readStanding(context);
  if (visible === null || visible.snapshot.board.full === null) return { skipped: "no board of all coins yet" };
  const pairs = await binance.fetchPairs(signal);
  const { coins } = visible.snapshot.board;
  const found = map(pairs, coins.map(toCoin), now());
  const traded = new Set(found.mapped.map(({ coinId }) => coinId));
  // What the watch keeps of a coin needs the coin's key in the store.
  await upsertCoins(
    db.database,
    coins.flatMap(({ asset: { id, symbol, name } }) => (traded.has(id) ? [{ id, symbol, name }] : [])),
  );
  await writePairMap(redis, found);
  return { mapped: found.mapped.length, unmapped: found.unmapped.length };
}

function toCoin({ asset, excluded, flags }: MomentumBoard["coins"][number]): CoinToMap {
  const { id, symbol, priceUsd, volumeUsd24h, marketCapUsd } = asset;
  const shadow = excluded === "stable" || flags.includes("derivative");
  return { id, symbol: symbol.toUpperCase(), priceUsd, volumeUsd24h, marketCapUsd, excluded: shadow };
}
