import { sql } from "drizzle-orm";
import { backtests } from "@/drizzle/schema/backtest";
import type { Database } from "@/lib/connections";
import { DAY_MS, type UnixMs } from "@/lib/market/units";
import { instant, queryRows, unixMs } from "./query";

export interface BacktestTally {
  readonly queued: number;
  readonly running: number;
  /** Over in the last day. */
  readonly completed: number;
  readonly failed: number;
  /** Since when the one that waits longest does; wall-clock time. */
  readonly oldestQueuedAt: UnixMs | null;
}

/** How many backtests stand where, verifications included. */
export async function tallyBacktests(database: Database, wallNow: UnixMs): Promise<BacktestTally | null> {
  const since = instant(wallNow - DAY_MS);
  const [row] = await queryRows<BacktestTally>(
    database,
    sql`
    select count(*) filter (where status = 'queued')::int as queued,
      count(*) filter (where status = 'running')::int as running,
      count(*) filter (where status = 'completed' and finished_at > ${since})::int as completed,
      count(*) filter (where status = 'failed' and finished_at > ${since})::int as failed,
      ${unixMs(sql`min(created_at) filter (where status = 'queued')`)} as "oldestQueuedAt"
    from ${backtests}`,
  );
  return row ?? null;
}
