import { sql } from "drizzle-orm";
import { coins } from "@/drizzle/schema/coin";
import { whaleHours } from "@/drizzle/schema/whale-trades";
import type { Database } from "@/lib/connections";
import type { UnixMs, Usd } from "@/lib/market/units";
import type { WhaleHour } from "@/lib/whales/whale-report";
import { type Executor, instant, queryRows, unixMs } from "./query";

export interface CoinHour {
  readonly coinId: string;
  readonly hour: WhaleHour;
}

/** An hour is replaced as a whole: the running one grows, a filled one is corrected. Coins without a key are skipped. */
export async function upsertWhaleHours(
  executor: Executor,
  rows: readonly CoinHour[],
  minUsd: Usd,
  keys: ReadonlyMap<string, number>,
): Promise<void> {
  const input = rows.flatMap(({ coinId, hour }) => {
    const coin = keys.get(coinId);
    if (coin === undefined) return [];
    const seconds = Math.round(hour.watchedSeconds);
    return [
      {
        c: coin,
        h: new Date(hour.hour).toISOString(),
        b: hour.buyUsd,
        s: hour.sellUsd,
        t: hour.totalUsd,
        n: hour.orders,
        w: seconds,
      },
    ];
  });
  if (input.length === 0) return;
  await executor.execute(sql`
    insert into ${whaleHours} (coin, hour, buy_usd, sell_usd, total_usd, orders, watched_seconds, min_usd)
    select c, h, b, s, t, n, w, ${minUsd}::float8
    from json_to_recordset(${JSON.stringify(input)}::json)
      as input(c int, h timestamptz, b float8, s float8, t float8, n int, w smallint)
    on conflict (hour, coin) do update set buy_usd = excluded.buy_usd, sell_usd = excluded.sell_usd,
      total_usd = excluded.total_usd, orders = excluded.orders, watched_seconds = excluded.watched_seconds,
      min_usd = excluded.min_usd`);
}

/** Hours that begin at `from` or later by coin id, oldest first; only those in which whales began at the same amount as now. */
export async function listWhaleHours(database: Database, from: UnixMs, minUsd: Usd): Promise<Map<string, WhaleHour[]>> {
  const rows = await queryRows<WhaleHour & { id: string }>(
    database,
    sql`
    select ${coins.id}, ${unixMs(sql`hour`)} as hour, buy_usd as "buyUsd", sell_usd as "sellUsd",
      total_usd as "totalUsd", orders, watched_seconds as "watchedSeconds"
    from ${whaleHours} join ${coins} on ${coins.key} = coin
    where hour >= ${instant(from)} and min_usd = ${minUsd}::float8 order by hour`,
  );
  const hours = new Map<string, WhaleHour[]>();
  for (const { id, ...hour } of rows) {
    const known = hours.get(id);
    if (known === undefined) hours.set(id, [hour]);
    else known.push(hour);
  }
  return hours;
}
