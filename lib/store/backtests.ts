import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { backtestParts, backtests } from "@/drizzle/schema/backtest";
import { VERDICT_KINDS } from "@/lib/backtest/outcomes";
import type { Database } from "@/lib/connections";
import { type BacktestPlan, backtestPlanSchema } from "@/lib/contracts/backtest-plan";
import { type BacktestStatus, backtestStatusSchema } from "@/lib/contracts/backtest-state";
import { type BacktestBody, backtestBodySchema } from "@/lib/contracts/http/backtest-body";
import { backtestMetricsSchema } from "@/lib/contracts/http/backtest-result";
import { type BacktestProgress, backtestProgressSchema } from "@/lib/contracts/http/backtests";
import type { UnixMs } from "@/lib/market/units";
import { instant, inTransaction, queryRows, rowsOf, unixMs } from "./query";

/** What a list says of a finished run without opening its result. */
export const backtestSummarySchema = z.object({ verdict: z.enum(VERDICT_KINDS), metrics: backtestMetricsSchema });
export type BacktestSummary = z.infer<typeof backtestSummarySchema>;

/** A backtest without its result. Times are wall-clock. */
export interface StoredBacktest {
  readonly id: string;
  readonly status: BacktestStatus;
  readonly fingerprint: string;
  readonly title: string;
  readonly request: BacktestBody;
  readonly plan: BacktestPlan;
  /** Of one that waits it says its place. */
  readonly progress: BacktestProgress | null;
  readonly error: string | null;
  readonly verifies: string | null;
  readonly resultSha256: string | null;
  readonly summary: BacktestSummary | null;
  readonly attempts: number;
  readonly createdAt: UnixMs;
  readonly startedAt: UnixMs | null;
  readonly finishedAt: UnixMs | null;
}

/** Equal plans have equal fingerprints: the schema fixes the order of the keys, the plan that of the coins. */
export function fingerprintOf(plan: BacktestPlan): string {
  return createHash("sha256")
    .update(JSON.stringify(backtestPlanSchema.parse(plan)))
    .digest("hex");
}

export interface NewBacktest {
  readonly id: string;
  readonly title: string;
  readonly request: BacktestBody;
  readonly plan: BacktestPlan;
  /** The finished backtest whose result this one shall be compared with. */
  readonly verifies?: string | null;
}

/** What stands for an equal request: the run that waits, runs or is finished. Failed and cancelled ones do not count. */
const isStanding = sql`status in ('queued', 'running', 'completed')`;

/**
 * Keeps a request as waiting, or answers the equal one that is there: two that come at the same moment follow each other.
 * A verification is equal only to another one of the same backtest that is not over yet.
 */
export function insertBacktest(
  database: Database,
  { id, title, request, plan, verifies = null }: NewBacktest,
  wallNow: UnixMs,
): Promise<{ readonly id: string; readonly duplicate: boolean }> {
  const fingerprint = fingerprintOf(plan);
  return inTransaction(database, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${fingerprint}, 0))`);
    const equal =
      verifies === null
        ? sql`verifies is null and ${isStanding}`
        : sql`verifies = ${verifies} and status in ('queued', 'running')`;
    const [known] = await rowsOf<{ id: string }>(
      tx,
      sql`select id from ${backtests} where fingerprint = ${fingerprint} and ${equal} order by created_at desc limit 1`,
    );
    if (known !== undefined) return { id: known.id, duplicate: true };
    await tx.execute(sql`
      insert into ${backtests} (id, status, fingerprint, title, request, plan, verifies, created_at)
      values (${id}, 'queued', ${fingerprint}, ${title}, ${JSON.stringify(request)}::jsonb, ${JSON.stringify(plan)}::jsonb,
        ${verifies}, ${instant(wallNow)})`);
    return { id, duplicate: false };
  });
}

/** The run that stands for an equal request, if there is one. */
export async function findEqualBacktest(
  database: Database,
  plan: BacktestPlan,
): Promise<{ readonly id: string; readonly createdAt: UnixMs } | null> {
  const [row] = await queryRows<{ id: string; createdAt: UnixMs }>(
    database,
    sql`
    select id, ${unixMs(sql`created_at`)} as "createdAt" from ${backtests}
    where fingerprint = ${fingerprintOf(plan)} and verifies is null and ${isStanding} order by created_at desc limit 1`,
  );
  return row ?? null;
}

export async function readBacktest(database: Database, id: string): Promise<StoredBacktest | null> {
  const [row] = await selectBacktests(database, sql`b.id = ${id}`, sql`limit 1`);
  return row ?? null;
}

/** The newest verification of a backtest. */
export async function readVerification(database: Database, id: string): Promise<StoredBacktest | null> {
  const [row] = await selectBacktests(database, sql`b.verifies = ${id}`, sql`order by b.created_at desc limit 1`);
  return row ?? null;
}

export interface BacktestsWish {
  readonly limit: number;
  readonly offset: number;
  readonly status?: BacktestStatus | undefined;
  /** Only those that one of these coins was named for: of a run of the whole universe nobody asked for it. */
  readonly coinIds?: readonly string[] | undefined;
}

/** Newest first, without verifications, with how many there are. */
export async function listBacktests(
  database: Database,
  { limit, offset, status, coinIds }: BacktestsWish,
): Promise<{ readonly total: number; readonly backtests: readonly StoredBacktest[] }> {
  const ofStatus = status === undefined ? sql`` : sql`and b.status = ${status}`;
  const named = coinIds?.map((coinId) => JSON.stringify({ isUniverse: false, coins: [{ coinId }] }));
  const ofCoin = named === undefined ? sql`` : sql`and b.plan @> any(${sql.param(named)}::jsonb[])`;
  const which = sql`b.verifies is null ${ofStatus} ${ofCoin}`;
  const page = sql`order by b.created_at desc, b.id limit ${limit} offset ${offset}`;
  const rows = await selectBacktests(database, which, page);
  const [count] = await queryRows<{ n: number }>(
    database,
    sql`select count(*)::int as n from ${backtests} b where ${which}`,
  );
  return { total: count?.n ?? 0, backtests: rows };
}

/** How many wait for a worker. */
export async function countWaitingBacktests(database: Database): Promise<number> {
  const [row] = await queryRows<{ n: number }>(
    database,
    sql`select count(*)::int as n from ${backtests} where status = 'queued'`,
  );
  return row?.n ?? 0;
}

/** The deflated canonical JSON of a finished run (`inflate` gives its bytes), and their SHA-256. */
export async function readBacktestResult(
  database: Database,
  id: string,
): Promise<{ readonly deflated: Buffer; readonly sha256: string } | null> {
  const [row] = await queryRows<{ deflated: Buffer; sha256: string }>(
    database,
    sql`select result as deflated, result_sha256 as sha256 from ${backtests} where id = ${id} and result is not null`,
  );
  return row ?? null;
}

/**
 * Cancels what is not over. Whoever runs it learns it from its next beat. False when it was over already, or never was.
 */
export function cancelBacktest(database: Database, id: string, wallNow: UnixMs): Promise<boolean> {
  return inTransaction(database, async (tx) => {
    const cancelled = await rowsOf(
      tx,
      sql`
      update ${backtests} set status = 'cancelled', finished_at = ${instant(wallNow)}, error = null
      where id = ${id} and status in ('queued', 'running') returning 1`,
    );
    if (cancelled.length === 1) await tx.execute(sql`delete from ${backtestParts} where backtest_id = ${id}`);
    return cancelled.length === 1;
  });
}

interface Row {
  id: string;
  status: string;
  fingerprint: string;
  title: string;
  request: unknown;
  plan: unknown;
  progress: unknown;
  error: string | null;
  verifies: string | null;
  resultSha256: string | null;
  summary: unknown;
  attempts: number;
  createdAt: UnixMs;
  startedAt: UnixMs | null;
  finishedAt: UnixMs | null;
  place: number | null;
}

async function selectBacktests(database: Database, which: SQL, rest: SQL): Promise<StoredBacktest[]> {
  const rows = await queryRows<Row>(
    database,
    sql`
    select b.id, b.status, b.fingerprint, b.title, b.request, b.plan, b.progress, b.error, b.verifies,
      b.result_sha256 as "resultSha256", b.summary, b.attempts, ${unixMs(sql`b.created_at`)} as "createdAt",
      ${unixMs(sql`b.started_at`)} as "startedAt", ${unixMs(sql`b.finished_at`)} as "finishedAt",
      case when b.status = 'queued' then (
        select count(*)::int from ${backtests} o
        where o.status = 'running' or (o.status = 'queued' and (o.created_at, o.id) < (b.created_at, b.id))
      ) end as place
    from ${backtests} b where ${which} ${rest}`,
  );
  return rows.map(toStored);
}

function toStored({ place, ...row }: Row): StoredBacktest {
  return {
    ...row,
    status: backtestStatusSchema.parse(row.status),
    request: backtestBodySchema.parse(row.request),
    plan: backtestPlanSchema.parse(row.plan),
    progress: place === null ? backtestProgressSchema.nullable().parse(row.progress) : waiting(place),
    summary: backtestSummarySchema.nullable().parse(row.summary),
  };
}

const waiting = (place: number): BacktestProgress => ({
  fraction: 0,
  stage: "waiting",
  simulated_at: null,
  trades: 0,
  seconds_left: null,
  place,
});
