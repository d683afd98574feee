import { sql } from "drizzle-orm";
import { coins } from "@/drizzle/schema/coin";
import type { CoinReadings } from "@/lib/alerts/coin-readings";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import { type FoundSlot, findSlotNear } from "./momentum-history";
import { instant, queryRows } from "./query";

/** What history keeps of a coin; the other readings are not known of an earlier moment. */
type StoredReadings = Pick<CoinReadings, "coinId" | "symbol" | "score" | "price" | "rank">;

/** One stored moment as rules see it. */
export async function readStoredReadings(database: Database, slot: FoundSlot): Promise<Map<string, CoinReadings>> {
  const rows = await selectReadings(database, slot);
  const unknown = { whale: null, pretrend: null, clusterId: null, action: null, marketCapUsd: null, volumeUsd: null };
  return new Map(rows.map((row) => [row.coinId, { ...row, ...unknown }]));
}

/** Readings of the stored moment nearest to `target`, at most `toleranceMs` away; null when none is near. */
export async function readReadingsNear(
  database: Database,
  target: UnixMs,
  toleranceMs: number,
): Promise<{ at: UnixMs; coins: Map<string, StoredReadings> } | null> {
  const slot = await findSlotNear(database, target, toleranceMs);
  if (slot === null) return null;
  const rows = await selectReadings(database, slot);
  return { at: slot.writtenAt, coins: new Map(rows.map((row) => [row.coinId, row])) };
}

function selectReadings(database: Database, { table, slot }: FoundSlot): Promise<StoredReadings[]> {
  return queryRows<StoredReadings>(
    database,
    sql`
    select c.id as "coinId", c.symbol, m.score, m.price, m.rank from ${table} m join ${coins} c on c.key = m.coin
    where m.slot = ${instant(slot)} order by m.rank nulls last, c.id`,
  );
}
