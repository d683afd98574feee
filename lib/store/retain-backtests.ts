import { sql } from "drizzle-orm";
import { backtestParts, backtests } from "@/drizzle/schema/backtest";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import { instant, queryRows } from "./query";
import { BACKTESTS_KEPT } from "./retention";

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
