import { sql } from "drizzle-orm";
import { backtestParts, backtests } from "@/drizzle/schema/backtest";
import type { Database } from "@/lib/connections";
import { type BacktestPlan, backtestPlanSchema } from "@/lib/contracts/backtest-plan";
import type { BacktestProgress } from "@/lib/contracts/http/backtests";
import type { UnixMs } from "@/lib/market/units";
import type { BacktestSummary } from "./backtests";
import { type Executor, instant, inTransaction, queryRows, rowsOf, unixMs } from "./query";

/** A backtest that this worker runs. `attempt` is its fence: whoever claims it later makes every write of this one void. */
export interface ClaimedBacktest {
  readonly id: string;
  readonly plan: BacktestPlan;
  readonly verifies: string | null;
  readonly attempt: number;
}

interface ClaimedRow {
  id: string;
  plan: unknown;
  verifies: string | null;
  attempt: number;
}

const toClaimed = ({ plan, ...row }: ClaimedRow): ClaimedBacktest => ({ ...row, plan: backtestPlanSchema.parse(plan) });

/**
 * Takes a backtest that waits, or one whose worker has been silent for `silentMs`. Null when there is nothing to take: it is
 * over, or somebody runs it.
 */
export async function claimBacktest(
  database: Database,
  id: string,
  silentMs: number,
  wallNow: UnixMs,
): Promise<ClaimedBacktest | null> {
  const [row] = await queryRows<ClaimedRow>(
    database,
    sql`
    update ${backtests} set status = 'running', attempts = attempts + 1, beat_at = ${instant(wallNow)},
      started_at = coalesce(started_at, ${instant(wallNow)}), progress = null, error = null
    where id = ${id} and (status = 'queued' or (status = 'running' and beat_at < ${instant(wallNow - silentMs)}))
    returning id, plan, verifies, attempts as attempt`,
  );
  return row === undefined ? null : toClaimed(row);
}

/** The running backtest that a part belongs to; null when it is over, so that the part is no longer wanted. */
export async function readRunning(database: Database, id: string): Promise<ClaimedBacktest | null> {
  const [row] = await queryRows<ClaimedRow>(
    database,
    sql`select id, plan, verifies, attempts as attempt from ${backtests} where id = ${id} and status = 'running'`,
  );
  return row === undefined ? null : toClaimed(row);
}

/** A sign of life, with how far it has come. False when it is not ours any more: cancelled, or claimed by another worker. */
export async function beatBacktest(
  database: Database,
  { id, attempt }: Fence,
  progress: BacktestProgress | null,
  wallNow: UnixMs,
): Promise<boolean> {
  const kept = progress === null ? sql`progress` : sql`${JSON.stringify(progress)}::jsonb`;
  const beaten = await queryRows(
    database,
    sql`update ${backtests} set beat_at = ${instant(wallNow)}, progress = ${kept} where ${isOurs(id, attempt)} returning 1`,
  );
  return beaten.length === 1;
}

type Fence = Pick<ClaimedBacktest, "id" | "attempt">;

const isOurs = (id: string, attempt: number) => sql`id = ${id} and status = 'running' and attempts = ${attempt}`;

export interface FinishedRun {
  /** Deflated canonical JSON of `backtestResultSchema`, and the hash of what was deflated. */
  readonly deflated: Uint8Array;
  readonly sha256: string;
  readonly summary: BacktestSummary;
}

/** Writes the result once. False when the backtest is not ours any more. Its parts have served. */
export function finishBacktest(
  database: Database,
  { id, attempt }: Fence,
  { deflated, sha256, summary }: FinishedRun,
  wallNow: UnixMs,
): Promise<boolean> {
  return inTransaction(database, async (tx) => {
    const finished = await rowsOf(
      tx,
      sql`
      update ${backtests} set status = 'completed', finished_at = ${instant(wallNow)}, progress = null, error = null,
        result = ${Buffer.from(deflated)}, result_sha256 = ${sha256}, summary = ${JSON.stringify(summary)}::jsonb
      where ${isOurs(id, attempt)} returning 1`,
    );
    if (finished.length === 1) await dropParts(tx, id);
    return finished.length === 1;
  });
}

/** Ends it with a sentence that says what went wrong. False when it is not ours any more. */
export function failBacktest(
  database: Database,
  { id, attempt }: Fence,
  error: string,
  wallNow: UnixMs,
): Promise<boolean> {
  return inTransaction(database, async (tx) => {
    const failed = await rowsOf(
      tx,
      sql`
      update ${backtests} set status = 'failed', finished_at = ${instant(wallNow)}, error = ${error}
      where ${isOurs(id, attempt)} returning 1`,
    );
    if (failed.length === 1) await dropParts(tx, id);
    return failed.length === 1;
  });
}

/** Puts it back among those that wait; `counted`: the attempt was made, and counts. */
export async function releaseBacktest(database: Database, { id, attempt }: Fence, counted: boolean): Promise<boolean> {
  const released = await queryRows(
    database,
    sql`
    update ${backtests} set status = 'queued', progress = null, beat_at = null,
      attempts = ${counted ? attempt : attempt - 1}
    where ${isOurs(id, attempt)} returning 1`,
  );
  return released.length === 1;
}

export interface OpenBacktest {
  readonly id: string;
  readonly plan: BacktestPlan;
  readonly attempt: number;
  /** What it was doing when it was last heard of, in the words of its progress. */
  readonly stage: string | null;
}

interface OpenRow {
  id: string;
  plan: unknown;
  attempt: number;
  stage: string | null;
}

const toOpen = ({ plan, ...row }: OpenRow): OpenBacktest => ({ ...row, plan: backtestPlanSchema.parse(plan) });

/** Backtests that wait since before `since`, oldest first. */
export async function listWaiting(database: Database, since: UnixMs, limit: number): Promise<OpenBacktest[]> {
  const rows = await queryRows<OpenRow>(
    database,
    sql`
    select id, plan, attempts as attempt, null::text as stage from ${backtests}
    where status = 'queued' and created_at <= ${instant(since)} order by created_at, id limit ${limit}`,
  );
  return rows.map(toOpen);
}

/** Running backtests of which nothing was heard since `since`. */
export async function listSilent(database: Database, since: UnixMs, limit: number): Promise<OpenBacktest[]> {
  const rows = await queryRows<OpenRow>(
    database,
    sql`
    select id, plan, attempts as attempt, progress->>'stage' as stage from ${backtests}
    where status = 'running' and beat_at < ${instant(since)} order by beat_at limit ${limit}`,
  );
  return rows.map(toOpen);
}

/** What one part found, written once. A second delivery of the same part changes nothing. */
export async function writePart(database: Database, id: string, part: number, rows: Uint8Array): Promise<void> {
  await queryRows(
    database,
    sql`
    insert into ${backtestParts} (backtest_id, part, rows) select ${id}, ${part}, ${Buffer.from(rows)}
    where exists (select from ${backtests} where id = ${id} and status = 'running') on conflict do nothing`,
  );
}

export interface StoredPart {
  readonly part: number;
  readonly rows: Buffer;
}

/** Parts that are done, in their order. */
export function readParts(database: Database, id: string): Promise<StoredPart[]> {
  return queryRows<StoredPart>(
    database,
    sql`select part, rows from ${backtestParts} where backtest_id = ${id} order by part`,
  );
}

export interface PartDone {
  readonly part: number;
  /** By Postgres's clock. */
  readonly finishedAt: UnixMs;
}

/** Which parts are done, without what they found. */
export function listParts(database: Database, id: string): Promise<PartDone[]> {
  return queryRows<PartDone>(
    database,
    sql`
    select part, ${unixMs(sql`finished_at`)} as "finishedAt" from ${backtestParts} where backtest_id = ${id} order by part`,
  );
}

export async function hasPart(database: Database, id: string, part: number): Promise<boolean> {
  const rows = await queryRows(
    database,
    sql`select 1 from ${backtestParts} where backtest_id = ${id} and part = ${part}`,
  );
  return rows.length === 1;
}

/** Forgets what parts found, because the data they rest on changed or nobody needs it any more. */
export async function forgetParts(database: Database, id: string): Promise<void> {
  await inTransaction(database, (tx) => dropParts(tx, id));
}

async function dropParts(executor: Executor, id: string): Promise<void> {
  await executor.execute(sql`delete from ${backtestParts} where backtest_id = ${id}`);
}
