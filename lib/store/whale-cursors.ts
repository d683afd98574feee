import { sql } from "drizzle-orm";
import { whaleCursors } from "@/drizzle/schema/whale-trades";
import type { Database } from "@/lib/connections";
import type { UnixMs, Usd } from "@/lib/market/units";
import { inTransaction, lockFor, queryRows, rowsOf, unixMs } from "./query";
import { type CoinHour, upsertWhaleHours } from "./whale-hours";
import { type CoinOrder, insertWhaleOrders } from "./whale-orders";

/** Every trade of a pair up to this one is in the stored hours and orders. */
export interface WhaleCursor {
  readonly lastTrade: number;
  readonly lastAt: UnixMs;
}

export interface StoredCursor extends WhaleCursor {
  /** From which amount an order counted as a whale's; null where nobody wrote it down. */
  readonly minUsd: Usd | null;
}

/** What became known since the last time; `expected` is the cursor that this copy read or wrote last, null for none. */
export interface WhaleProgress {
  /** From which amount an order counts as a whale's. */
  readonly minUsd: Usd;
  readonly orders: readonly CoinOrder[];
  readonly hours: readonly CoinHour[];
  readonly cursors: readonly { pair: string; cursor: WhaleCursor; expected: number | null }[];
}

export async function listWhaleCursors(database: Database): Promise<Map<string, StoredCursor>> {
  const rows = await queryRows<StoredCursor & { pair: string }>(
    database,
    sql`
    select pair, last_trade::float8 as "lastTrade", ${unixMs(sql`last_at`)} as "lastAt", min_usd as "minUsd"
    from ${whaleCursors}`,
  );
  return new Map(rows.map(({ pair, ...cursor }) => [pair, cursor]));
}

/**
 * Orders, hours and cursors together or not at all. False, and nothing is stored, when another copy moved a cursor in the
 * meantime: hours are absolute, so a copy that lost its lead unnoticed would count trades twice.
 */
export function saveWhaleProgress(
  database: Database,
  { minUsd, orders, hours, cursors }: WhaleProgress,
  keys: ReadonlyMap<string, number>,
): Promise<boolean> {
  return inTransaction(database, async (tx) => {
    await lockFor(tx, "whales");
    const expected = JSON.stringify(cursors.map(({ pair, expected }) => ({ pair, expected })));
    const moved = await rowsOf(
      tx,
      sql`
      select 1 from json_to_recordset(${expected}::json) as input(pair text, expected bigint)
      left join ${whaleCursors} known on known.pair = input.pair
      where known.last_trade is distinct from input.expected limit 1`,
    );
    if (moved.length > 0) return false;
    await insertWhaleOrders(tx, orders, keys);
    await upsertWhaleHours(tx, hours, minUsd, keys);
    const next = JSON.stringify(
      cursors.map(({ pair, cursor }) => ({ pair, t: cursor.lastTrade, at: new Date(cursor.lastAt).toISOString() })),
    );
    await tx.execute(sql`
      insert into ${whaleCursors} (pair, last_trade, last_at, min_usd)
      select pair, t, at, ${minUsd}::float8 from json_to_recordset(${next}::json) as input(pair text, t bigint, at timestamptz)
      on conflict (pair) do update set last_trade = excluded.last_trade, last_at = excluded.last_at,
        min_usd = excluded.min_usd`);
    return true;
  });
}
