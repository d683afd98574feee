import type { Database } from "@/lib/connections";
import type { UnixMs, Usd } from "@/lib/market/units";
import { DAY_MS, hourOf } from "@/lib/market/units";
import { findCoinKeys } from "@/lib/store/coins";
import { listOnChainTransfers } from "@/lib/store/on-chain-transfers";
import { listWhaleCursors, saveWhaleProgress } from "@/lib/store/whale-cursors";
import { listWhaleHours } from "@/lib/store/whale-hours";
import { listWhaleOrders } from "@/lib/store/whale-orders";
import type { PairWatch, StoredPair } from "./pair-watch";

const HOURS_KEPT_DAYS = 8;

/** What the store knows of every coin, read once at the start of a watch. */
export async function loadWhales(database: Database, minUsd: Usd, now: UnixMs) {
  const [cursors, hours, orders, transfers] = await Promise.all([
    listWhaleCursors(database),
    listWhaleHours(database, hourOf(now - HOURS_KEPT_DAYS * DAY_MS), minUsd),
    listWhaleOrders(database, now - DAY_MS),
    listOnChainTransfers(database, now - DAY_MS),
  ]);
  // What was a whale before is none now, or the other way round: the cursor stays what it is, but its day is read anew.
  const cursorOf = (pair: string) => {
    const known = cursors.get(pair);
    if (known === undefined) return null;
    return { lastTrade: known.lastTrade, lastAt: known.minUsd === minUsd ? known.lastAt : 0 };
  };
  const storedOf = (pair: string, coinId: string): StoredPair => ({
    cursor: cursorOf(pair),
    hours: hours.get(coinId) ?? [],
    orders: (orders.get(coinId) ?? []).filter(({ usd }) => usd >= minUsd),
  });
  return { storedOf, transfers };
}

/** Keeps what is new since the last time, in one step. False: another copy has gone on in the meantime. */
export async function keepWhales(
  database: Database,
  watches: readonly PairWatch[],
  minUsd: Usd,
  keys: Map<string, number>,
): Promise<boolean> {
  await learnKeys(database, watches, keys);
  const news = watches.flatMap((watch) => {
    const save = keys.has(watch.pair.coinId) ? watch.ledger.toSave() : null;
    return save === null ? [] : [{ watch, save, expected: watch.ledger.savedCursor()?.lastTrade ?? null }];
  });
  if (news.length === 0) return true;
  const saved = await saveWhaleProgress(
    database,
    {
      minUsd,
      orders: news.flatMap(({ watch, save }) => save.orders.map((order) => ({ coinId: watch.pair.coinId, order }))),
      hours: news.flatMap(({ watch, save }) => save.hours.map((hour) => ({ coinId: watch.pair.coinId, hour }))),
      cursors: news.map(({ watch, save, expected }) => ({ pair: watch.pair.pair, cursor: save.cursor, expected })),
    },
    keys,
  );
  if (saved) for (const { watch, save } of news) watch.ledger.saved(save.cursor);
  return saved;
}

async function learnKeys(database: Database, watches: readonly PairWatch[], keys: Map<string, number>): Promise<void> {
  const unknown = watches.map(({ pair }) => pair.coinId).filter((id) => !keys.has(id));
  if (unknown.length === 0) return;
  for (const [id, key] of await findCoinKeys(database, unknown)) keys.set(id, key);
}
