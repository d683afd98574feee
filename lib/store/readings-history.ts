import { type SQL, sql } from "drizzle-orm";
import { momentumHourly, momentumSlots, momentumSnapshots } from "@/drizzle/schema/momentum-history";
import type { CoinReadings } from "@/lib/alerts/coin-readings";
import type { StoredMoment } from "@/lib/alerts/preview";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import { findCoinKeys } from "./coins";
import { momentumSlotAt } from "./momentum-history";
import { instant, queryRows, unixMs } from "./query";

/** One moment column by column: JSON of plain numbers is what costs least on the way. */
interface MomentRow {
  readonly at: UnixMs;
  readonly keys: readonly number[] | null;
  readonly scores: readonly number[] | null;
  readonly prices: readonly (number | null)[] | null;
  readonly ranks: readonly (number | null)[] | null;
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
  const keys = await findCoinKeys(
    database,
    wanted.map(({ id }) => id),
  );
  const names = new Map(
    wanted.flatMap(({ id, symbol }) => {
      const key = keys.get(id);
      return key === undefined ? [] : [[key, { ...unknown, coinId: id, symbol }] as const];
    }),
  );
  const list = sql`array(select json_array_elements_text(${JSON.stringify([...names.keys()])}::json)::int)`;
  // A list of keys is one descent of the index a slot; a join would be one a slot and coin.
  const probes = (table: SQL, where: SQL) => sql`
    select s.written_at, m.* from ${momentumSlots} s
    cross join lateral (
      select json_agg(t.coin) as keys, json_agg(t.score) as scores, json_agg(t.price) as prices, json_agg(t.rank) as ranks
      from ${table} t where t.slot = s.slot and t.coin = any(${list})
    ) m
    where ${where} and ${writtenBetween(from, to)}`;
  const rows = await queryRows<MomentRow>(
    database,
    sql`
    select ${unixMs(sql`written_at`)} as at, keys, scores, prices, ranks from (
      ${probes(sql`${momentumSnapshots}`, sql`s.fine`)}
      union all ${probes(sql`${momentumHourly}`, sql`s.hourly and not s.fine`)}
    ) known order by written_at`,
  );
  return rows.map((row) => ({ at: row.at, coins: readingsOf(row, names) }));
}

type Named = typeof unknown & Pick<CoinReadings, "coinId" | "symbol">;

function readingsOf(
  { keys, scores, prices, ranks }: MomentRow,
  names: ReadonlyMap<number, Named>,
): Map<string, CoinReadings> {
  const coins = new Map<string, CoinReadings>();
  keys?.forEach((key, index) => {
    const named = names.get(key);
    if (named === undefined) return;
    const [score = null, price = null, rank = null] = [scores?.[index], prices?.[index], ranks?.[index]];
    coins.set(named.coinId, { ...named, score, price, rank });
  });
  return coins;
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
