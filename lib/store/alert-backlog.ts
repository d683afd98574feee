import { sql } from "drizzle-orm";
import { alertProgress, deliveries } from "@/drizzle/schema/alerts";
import type { Database } from "@/lib/connections";
import { MINUTE_MS, type UnixMs } from "@/lib/market/units";
import { instant, queryRows } from "./query";

/** Queues and leases need a moment; after this one something is wrong. */
const GRACE_MS = 2 * MINUTE_MS;

export interface AlertBacklog {
  /** Messages whose fate is open. */
  readonly open: number;
  /** Those of them that should have been sent, or whose worker has not been heard of, for two minutes. */
  readonly overdue: number;
  /** The last board that rules were judged on; null before the first. */
  readonly judgedSequence: number | null;
}

/** How far alerts are behind. */
export async function readAlertBacklog(database: Database, wallNow: UnixMs): Promise<AlertBacklog> {
  const [row] = await queryRows<AlertBacklog>(
    database,
    sql`
    select count(*)::int as open,
      count(*) filter (where next_attempt_at < ${instant(wallNow - GRACE_MS)})::int as overdue,
      (select sequence::float8 from ${alertProgress}) as "judgedSequence"
    from ${deliveries} where state in ('queued', 'sent')`,
  );
  return row ?? { open: 0, overdue: 0, judgedSequence: null };
}
