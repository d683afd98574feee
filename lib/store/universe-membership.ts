import { sql } from "drizzle-orm";
import { coins } from "@/drizzle/schema/coin";
import { momentumDaily, momentumSlots } from "@/drizzle/schema/momentum-history";
import type { Database } from "@/lib/connections";
import type { HourRange } from "@/lib/market/hour-ranges";
import type { UnixMs } from "@/lib/market/units";
import { momentumSlotAt } from "./momentum-history";
import { instant, queryRows, unixMs } from "./query";

/** When the daily boards that are still kept were written, oldest first. */
export async function listUniverseDays(database: Database, { from, to }: HourRange): Promise<UnixMs[]> {
  const rows = await queryRows<{ at: UnixMs }>(
    database,
    sql`
    select ${unixMs(sql`written_at`)} as at from ${momentumSlots}
    where daily and slot between ${instant(momentumSlotAt(from))} and ${instant(to)} order by slot`,
  );
  return rows.map(({ at }) => at);
}

export interface UniverseMember {
  readonly coinId: string;
  readonly symbol: string;
}

/** Every coin that had a rank on one of these days, by id. */
export function listUniverseMembers(database: Database, { from, to }: HourRange): Promise<UniverseMember[]> {
  return queryRows<UniverseMember>(
    database,
    sql`
    select c.id as "coinId", c.symbol from ${coins} c
    where c.key in (
      select coin from ${momentumDaily}
      where slot between ${instant(momentumSlotAt(from))} and ${instant(to)} and rank is not null)
    order by c.id`,
  );
}

/** Of each of these coins, when the daily boards were written on which it had a rank, oldest first. */
export async function listRankedDays(
  database: Database,
  ids: readonly string[],
  { from, to }: HourRange,
): Promise<Map<string, UnixMs[]>> {
  const rows = await queryRows<{ id: string; days: UnixMs[] }>(
    database,
    sql`
    select c.id, array_agg(${unixMs(sql`s.written_at`)} order by s.slot) as days
    from ${coins} c join ${momentumDaily} m on m.coin = c.key join ${momentumSlots} s on s.slot = m.slot
    where c.id in (select json_array_elements_text(${JSON.stringify(ids)}::json))
      and m.slot between ${instant(momentumSlotAt(from))} and ${instant(to)} and m.rank is not null
    group by c.id`,
  );
  return new Map(rows.map(({ id, days }) => [id, days]));
}
