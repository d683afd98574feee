import { sql } from "drizzle-orm";
import { candles } from "@/drizzle/schema/candle";
import { coins } from "@/drizzle/schema/coin";
import type { Database } from "@/lib/connections";
import type { Candle } from "@/lib/market/candle";
import type { UnixMs } from "@/lib/market/units";
import { isStorableId } from "./coins";
import { instant, queryRows, unixMs } from "./query";

/** CoinGecko is no venue, but stands in for one: its candles are closes, with the rolling day's volume spread over it. */
export type Venue = "binance" | "okx" | "coingecko";

/** Closed hourly candles of a coin; one that is there is replaced by the venue's latest word. Answers how many were kept. */
export async function upsertCandles(
  database: Database,
  coinId: string,
  venue: Venue,
  closed: readonly Candle[],
): Promise<number> {
  if (closed.length === 0 || !isStorableId(coinId)) return 0;
  const input = closed.map((candle) => ({ ...candle, at: new Date(candle.openAt).toISOString() }));
  const kept = await queryRows(
    database,
    sql`
    insert into ${candles} (coin, venue, open_at, open, high, low, close, volume, volume_usd)
    select c.key, ${venue}, at, input.open, input.high, input.low, input.close, input.volume, input."volumeUsd"
    from json_to_recordset(${JSON.stringify(input)}::json) as input(at timestamptz, open float8, high float8, low float8,
      close float8, volume float8, "volumeUsd" float8)
    join ${coins} c on c.id = ${coinId}
    on conflict (coin, venue, open_at) do update set open = excluded.open, high = excluded.high, low = excluded.low,
      close = excluded.close, volume = excluded.volume, volume_usd = excluded.volume_usd
    returning 1`,
  );
  return kept.length;
}

/** Hourly candles that open at `from` or later and before `to`, oldest first. */
export async function listCandles(
  database: Database,
  coinId: string,
  venue: Venue,
  from: UnixMs,
  to: UnixMs | null = null,
): Promise<Candle[]> {
  if (!isStorableId(coinId)) return [];
  const until = to === null ? sql`` : sql`and open_at < ${instant(to)}`;
  return queryRows<Candle>(
    database,
    sql`
    select ${unixMs(sql`open_at`)} as "openAt", open, high, low, close, volume, volume_usd as "volumeUsd"
    from ${candles} join ${coins} c on c.key = coin
    where c.id = ${coinId} and venue = ${venue} and open_at >= ${instant(from)} ${until} order by open_at`,
  );
}

/** When the oldest and the newest stored candle opened; null when there is none. */
export async function readCandleSpan(
  database: Database,
  coinId: string,
  venue: Venue,
): Promise<{ oldestAt: UnixMs; newestAt: UnixMs } | null> {
  if (!isStorableId(coinId)) return null;
  const [row] = await queryRows<{ oldest: UnixMs | null; newest: UnixMs | null }>(
    database,
    sql`
    select ${unixMs(sql`min(open_at)`)} as oldest, ${unixMs(sql`max(open_at)`)} as newest
    from ${candles} join ${coins} c on c.key = coin where c.id = ${coinId} and venue = ${venue}`,
  );
  return row == null || row.oldest === null || row.newest === null
    ? null
    : { oldestAt: row.oldest, newestAt: row.newest };
}
