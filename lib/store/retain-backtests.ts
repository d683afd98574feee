import { sql } from "drizzle-orm";
import { backtestParts, backtests } from "@/drizzle/schema/backtest";
import type { Database } from "@/lib/connections";
import { DAY_MS, type UnixMs } from "@/lib/market/units";
import { instant, queryRows } from "./query";

/** How long what is over is kept, in wall-clock time: a link that was shared holds for a year. */
export const BACKTESTS_KEPT = {
  ageMs: 365 * DAY_MS,
  /** Kept however old they are. */
  newest: 200,
  /** Results of 10,000 trades are half a megabyte each: more than these are not kept, however young they are. */
  most: 5_000,
  /** A verification has said what it had to say once it was compared. */
  verificationMs: 30 * DAY_MS,
} as const;

/** Removes backtests that are over and too old, and parts that nobody will put together. Answers how many rows are gone. */
export async function retainBacktests(database: Database, wallNow: UnixMs): Promise<number> {
  const { ageMs, newest, most, verificationMs } = BACKTESTS_KEPT;
  const [row] = await queryRows<{ count: number }>(
    database,
    sql`
    with places as (
      select id, row_number() over (order by created_at desc, id) as place from ${backtests} where verifies is null),
    gone as (
      delete from ${backtests} b where status not in ('queued', 'running') and (
        (verifies is not null and created_at < ${instant(wallNow - verificationMs)})
        or exists (select from places p where p.id = b.id and (
          place > ${most} or (place > ${newest} and created_at < ${instant(wallNow - ageMs)}))))
      returning 1),
    left_over as (
      delete from ${backtestParts} where not exists (
        select from ${backtests} b where b.id = backtest_id and status in ('queued', 'running'))
      returning 1)
    select ((select count(*) from gone) + (select count(*) from left_over))::int as count`,
  );
  return row?.count ?? 0;
}
