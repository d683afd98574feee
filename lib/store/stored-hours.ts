import { sql } from "drizzle-orm";
import { candleSpans } from "@/drizzle/schema/backtest";
import { coins } from "@/drizzle/schema/coin";
import type { Database } from "@/lib/connections";
import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import type { Venue } from "./candles";
import { isStorableId } from "./coins";
import { instant, queryRows } from "./query";

export interface StoredHours {
  readonly coinId: string;
  readonly venue: Venue;
  /** Hours of the range that the venue was asked for, whatever it had. */
  readonly hours: number;
}

/** How much of a range is there for each coin, at each venue that was ever asked for some of it. */
export async function readStoredHours(
  database: Database,
  coinIds: readonly string[],
  { from, to }: { readonly from: UnixMs; readonly to: UnixMs },
): Promise<StoredHours[]> {
  const ids = JSON.stringify(coinIds.filter(isStorableId));
  return queryRows<StoredHours>(
    database,
    sql`
    select c.id as "coinId", s.venue,
      sum(extract(epoch from least(s.to_at, ${instant(to)}) - greatest(s.from_at, ${instant(from)})) * 1000 / ${HOUR_MS}::int)::float8
        as hours
    from ${candleSpans} s join ${coins} c on c.key = s.coin
    where c.id in (select json_array_elements_text(${ids}::json)) and s.from_at < ${instant(to)} and s.to_at > ${instant(from)}
    group by c.id, s.venue`,
  );
}
