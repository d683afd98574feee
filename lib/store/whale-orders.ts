import { sql } from "drizzle-orm";
import { coins } from "@/drizzle/schema/coin";
import { whaleOrders } from "@/drizzle/schema/whale-trades";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import type { WhaleOrder } from "@/lib/whales/whale-report";
import { type Executor, instant, queryRows, unixMs } from "./query";

export interface CoinOrder {
  readonly coinId: string;
  readonly order: WhaleOrder;
}

/** An order that is already there stays, so repeating is harmless. Coins without a key are skipped. */
export async function insertWhaleOrders(
  executor: Executor,
  rows: readonly CoinOrder[],
  keys: ReadonlyMap<string, number>,
): Promise<void> {
  const input = rows.flatMap(({ coinId, order }) => {
    const coin = keys.get(coinId);
    if (coin === undefined) return [];
    const { at, side, usd, priceUsd, trades, firstTradeId } = order;
    return [{ c: coin, at: new Date(at).toISOString(), f: firstTradeId, u: usd, p: priceUsd, n: trades, s: side }];
  });
  if (input.length === 0) return;
  await executor.execute(sql`
    insert into ${whaleOrders} (coin, at, first_trade, usd, price, trades, side)
    select c, at, f, u, p, n, case s when 'buy' then 1 else -1 end
    from json_to_recordset(${JSON.stringify(input)}::json)
      as input(c int, at timestamptz, f bigint, u float8, p float8, n int, s text)
    on conflict do nothing`);
}

/** Orders at `from` or later by coin id, oldest first. */
export async function listWhaleOrders(database: Database, from: UnixMs): Promise<Map<string, WhaleOrder[]>> {
  const rows = await queryRows<WhaleOrder & { id: string }>(
    database,
    sql`
    select ${coins.id}, ${unixMs(sql`at`)} as at, case side when 1 then 'buy' else 'sell' end as side, usd,
      price as "priceUsd", trades, first_trade::float8 as "firstTradeId"
    from ${whaleOrders} join ${coins} on ${coins.key} = coin
    where at >= ${instant(from)} order by at, first_trade`,
  );
  const orders = new Map<string, WhaleOrder[]>();
  for (const { id, ...order } of rows) {
    const known = orders.get(id);
    if (known === undefined) orders.set(id, [order]);
    else known.push(order);
  }
  return orders;
}
