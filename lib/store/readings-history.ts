import { type SQL, sql } from "drizzle-orm";
import { coins } from "@/drizzle/schema/coin";
import { momentumHourly, momentumSlots, momentumSnapshots } from "@/drizzle/schema/momentum-history";
import type { CoinReadings } from "@/lib/alerts/coin-readings";
import type { StoredMoment } from "@/lib/alerts/preview";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import { momentumSlotAt } from "./momentum-history";
import { instant, queryRows, unixMs } from "./query";

interface MomentRow {
  readonly at: UnixMs;
  readonly coins: readonly (readonly [id: string, score: number, price: number | null, rank: number | null])[];
}

/**
 * What history keeps of a few coins, moment by moment, oldest first: every five minutes as long as that is kept, hourly
 * before. Whales, pre-trend, clusters, bands, caps and volumes are not kept and stand as unknown.
 */
export async function listStoredMoments(
  database: Database,
  wanted: readonly { readonly id: string; readonly symbol: string }[],
  from: UnixMs,
  to: UnixMs,
): Promise<StoredMoment[]> {
  const symbols = new Map(wanted.map(({ id, symbol }) => [id, symbol]));
  const ids = JSON.stringify([...symbols.keys()]);
  // `offset 0` keeps the planner at one index probe a slot and coin instead of reading every coin of every slot.
  const probes = (table: SQL, where: SQL) => sql`
    select s.written_at, m.found from ${momentumSlots} s
    cross join lateral (
      select json_agg(json_build_array(w.id, t.score, t.price, t.rank)) as found
      from (select id, key from wanted offset 0) w join ${table} t on t.slot = s.slot and t.coin = w.key
    ) m
    where ${where} and ${writtenBetween(from, to)}`;
  const rows = await queryRows<MomentRow>(
    database,
    sql`
    with wanted as materialized (
      select id, key from ${coins} where id in (select json_array_elements_text(${ids}::json))
    )
    select ${unixMs(sql`written_at`)} as at, coalesce(found, '[]'::json) as coins from (
      ${probes(sql`${momentumSnapshots}`, sql`s.fine`)}
      union all ${probes(sql`${momentumHourly}`, sql`s.hourly and not s.fine`)}
    ) known order by written_at`,
  );
  return rows.map((row) => ({ at: row.at, coins: readingsOf(row, symbols) }));
}

function readingsOf(row: MomentRow, symbols: ReadonlyMap<string, string>): Map<string, CoinReadings> {
  return new Map(
    row.coins.map(([coinId, score, price, rank]) => [
      coinId,
      { ...unknown, coinId, symbol: symbols.get(coinId) ?? coinId, score, price, rank },
    ]),
  );
}

const unknown = {
  whale: null,
  pretrend: null,
  clusterId: null,
  action: null,
  marketCapUsd: null,
  volumeUsd: null,
} as const;

/** A moment lies in its own slot, so the primary key narrows the search. */
const writtenBetween = (from: UnixMs, to: UnixMs): SQL =>
  sql`slot between ${instant(momentumSlotAt(from))} and ${instant(to)} and written_at between ${instant(from)} and ${instant(to)}`;
