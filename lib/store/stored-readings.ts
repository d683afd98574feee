import { sql } from "drizzle-orm";
import { coins } from "@/drizzle/schema/coin";
import type { CoinReadings } from "@/lib/alerts/coin-readings";
import type { Database } from "@/lib/connections";
import type { FoundSlot } from "./momentum-history";
import { instant, queryRows } from "./query";

/** What history keeps of a coin; the other readings are not known of an earlier moment. */
type StoredReadings = Pick<CoinReadings, "coinId" | "symbol" | "score" | "price" | "rank">;

const UNKNOWN = { whale: null, pretrend: null, clusterId: null, action: null, marketCapUsd: null, volumeUsd: null };

/** One stored moment as rules see it. */
export async function readStoredReadings(
  database: Database,
  { table, slot }: FoundSlot,
): Promise<Map<string, CoinReadings>> {
  const rows = await queryRows<StoredReadings>(
    database,
    sql`
    select c.id as "coinId", c.symbol, m.score, m.price, m.rank from ${table} m join ${coins} c on c.key = m.coin
    where m.slot = ${instant(slot)} order by m.rank nulls last, c.id`,
  );
  return new Map(rows.map((row) => [row.coinId, { ...row, ...UNKNOWN }]));
}
