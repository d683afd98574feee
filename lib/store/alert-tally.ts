import { sql } from "drizzle-orm";
import { alertRules, deliveries } from "@/drizzle/schema/alerts";
import type { Database } from "@/lib/connections";
import { DAY_MS, type UnixMs } from "@/lib/market/units";
import { instant, queryRows, unixMs } from "./query";

export interface AlertCounts {
  /** Active rules. */
  readonly rules: number;
  /** Messages that are not over. */
  readonly waiting: number;
  /** Since when the one that is due longest should have been sent; wall-clock time. */
  readonly oldestDueAt: UnixMs | null;
  /** Failed for good in the last day. */
  readonly failedLately: number;
  readonly lastFailure: string | null;
}

/** How alerts and their messages stand. */
export async function tallyAlerts(database: Database, wallNow: UnixMs): Promise<AlertCounts | null> {
  const since = instant(wallNow - DAY_MS);
  const failed = sql`state = 'failed' and not test and updated_at > ${since}`;
  const [row] = await queryRows<AlertCounts>(
    database,
    sql`
    select (select count(*)::int from ${alertRules} where state = 'active' and deleted_at is null) as rules,
      count(*) filter (where state in ('queued', 'sent'))::int as waiting,
      ${unixMs(sql`min(coalesce(next_attempt_at, created_at)) filter (
        where state in ('queued', 'sent') and coalesce(next_attempt_at, created_at) <= ${instant(wallNow)})`)} as "oldestDueAt",
      count(*) filter (where ${failed})::int as "failedLately",
      (select error from ${deliveries} where ${failed} order by updated_at desc limit 1) as "lastFailure"
    from ${deliveries} where state in ('queued', 'sent') or (${failed})`,
  );
  return row ?? null;
}
