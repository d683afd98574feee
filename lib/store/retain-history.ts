import { getTableName, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { candleSpans } from "@/drizzle/schema/backtest";
import { candles } from "@/drizzle/schema/candle";
import { clusterRuns } from "@/drizzle/schema/cluster-run";
import { momentumDaily, momentumHourly, momentumSlots, momentumSnapshots } from "@/drizzle/schema/momentum-history";
import { pretrendPredictions } from "@/drizzle/schema/pretrend";
import { scorecards } from "@/drizzle/schema/scorecard";
import { volumeSnapshots } from "@/drizzle/schema/volume-snapshot";
import { onChainTransfers, whaleHours, whaleOrders } from "@/drizzle/schema/whale-trades";
import type { Database } from "@/lib/connections";
import { DAY_MS, hourOf, type UnixMs } from "@/lib/market/units";
import { deleteRows } from "./delete-rows";
import { dropPartitionsBefore } from "./momentum-partitions";
import { instant, inTransaction, lockFor, queryRows, unixMs } from "./query";
import { RETENTION_MS } from "./retention";
import { retainChunks } from "./timescale";

export interface RetentionSummary {
  readonly hourlySlots: number;
  readonly dailySlots: number;
  readonly droppedPartitions: readonly string[];
  readonly deletedRows: number;
}

/**
 * Copies the first slot of every closed hour and of every closed UTC day to where it is kept longer, then removes what is
 * too old. Safe to repeat, to interrupt and to run twice at once. Five-minute rows go by whole days, so the oldest of them
 * reach three days before they go.
 */
export async function retainHistory(database: Database, now: UnixMs): Promise<RetentionSummary> {
  const hourlySlots = await downSample(database, hourly, hourOf(now));
  const dailySlots = await downSample(database, daily, Math.floor(now / DAY_MS) * DAY_MS);
  const droppedPartitions = await dropPartitionsBefore(database, now - RETENTION_MS.fine);
  const { compressed } = await retainChunks(database, now);
  const deleted = [
    await deleteOlder(database, momentumHourly, "slot", { before: now - RETENTION_MS.hourly, compressed }),
    await deleteOlder(database, momentumDaily, "slot", { before: now - RETENTION_MS.daily, compressed }),
    await deleteOlder(database, pretrendPredictions, "at", { before: now - RETENTION_MS.predictions, compressed }),
    await deleteRows(database, sql`${volumeSnapshots}`, sql`ts_hour < ${instant(now - RETENTION_MS.volume)}`),
    ...(await deleteEvidence(database, now)),
  ];
  await forgetSlots(database, now);
  await queryRows(
    database,
    sql`update ${clusterRuns} set members = null where members is not null and at < ${instant(now - RETENTION_MS.clusterMembers)}`,
  );
  return { hourlySlots, dailySlots, droppedPartitions, deletedRows: deleted.reduce((sum, count) => sum + count, 0) };
}

interface Resolution {
  readonly unit: SQL;
  readonly from: SQL;
  readonly fromFlag: SQL;
  readonly to: SQL;
  readonly toFlag: SQL;
}

const hourly: Resolution = {
  unit: sql`'hour'`,
  from: sql`${momentumSnapshots}`,
  fromFlag: sql`fine`,
  to: sql`${momentumHourly}`,
  toFlag: sql`hourly`,
};

const daily: Resolution = {
  unit: sql`'day'`,
  from: sql`${momentumHourly}`,
  fromFlag: sql`hourly`,
  to: sql`${momentumDaily}`,
  toFlag: sql`daily`,
};

/** One short transaction a slot, so that a long backlog never meets the statement timeout and nothing is done twice. */
async function downSample(database: Database, { unit, from, fromFlag, to, toFlag }: Resolution, closedBefore: UnixMs) {
  const due = await queryRows<{ at: number }>(
    database,
    sql`
    select ${unixMs(sql`min(slot)`)} as at
    from (
      select slot, date_trunc(${unit}, slot, 'UTC') as bucket from ${momentumSlots}
      where ${fromFlag} and slot < ${instant(closedBefore)}
    ) closed
    where not exists (
      select from ${momentumSlots} kept
      where kept.${toFlag} and kept.slot >= bucket and kept.slot < bucket + ('1 ' || ${unit})::interval)
    group by bucket order by 1`,
  );
  for (const { at } of due) {
    await inTransaction(database, async (tx) => {
      await lockFor(tx, "retention");
      await tx.execute(sql`
        insert into ${to} (slot, price, coin, rank, score,
          price_momentum, volume_spike, rsi_signal, ma_cross, pretrend_bonus, whale_bonus)
        select slot, price, coin, rank, score,
          price_momentum, volume_spike, rsi_signal, ma_cross, pretrend_bonus, whale_bonus
        from ${from} where slot = ${instant(at)} order by coin on conflict do nothing`);
      await tx.execute(sql`update ${momentumSlots} set ${toFlag} = true where slot = ${instant(at)}`);
    });
  }
  return due.length;
}

interface Older {
  readonly before: UnixMs;
  /** Tables whose rows go by whole chunks: taking some out of a compressed chunk would unpack all of it. */
  readonly compressed: ReadonlySet<string>;
}

async function deleteOlder(database: Database, table: PgTable, column: string, { before, compressed }: Older) {
  if (compressed.has(getTableName(table))) return 0;
  return deleteRows(database, sql`${table}`, sql`${sql.identifier(column)} < ${instant(before)}`);
}

/** Rows of whales, candles, clusters and scorecards that are too old. */
async function deleteEvidence(database: Database, now: UnixMs): Promise<number[]> {
  const olderThan = (ageMs: number) => sql`< ${instant(now - ageMs)}`;
  return [
    await deleteRows(database, sql`${whaleOrders}`, sql`at ${olderThan(RETENTION_MS.whaleOrders)}`),
    await deleteRows(database, sql`${whaleHours}`, sql`hour ${olderThan(RETENTION_MS.whaleHours)}`),
    await deleteRows(database, sql`${onChainTransfers}`, sql`at ${olderThan(RETENTION_MS.onChainTransfers)}`),
    ...(await deleteCandles(database, now)),
    await deleteRows(database, sql`${clusterRuns}`, sql`at ${olderThan(RETENTION_MS.clusterRuns)}`),
    await deleteRows(database, sql`${scorecards}`, sql`at ${olderThan(RETENTION_MS.scorecards)}`),
  ];
}

/**
 * Stretches are cut first: a stretch may never reach over hours whose candles are gone, or they would pass for gaps of the
 * venue. What a backtest rested on lately stays longer.
 */
async function deleteCandles(database: Database, now: UnixMs): Promise<number[]> {
  const oldest = instant(hourOf(now) - RETENTION_MS.candles);
  const oldestBacktested = instant(hourOf(now) - RETENTION_MS.backtestedCandles);
  const keptFrom = sql`case when backtested_at >= ${oldest} then ${oldestBacktested} else ${oldest} end`;
  const gone = await deleteRows(database, sql`${candleSpans}`, sql`to_at <= ${keptFrom}`);
  await queryRows(database, sql`update ${candleSpans} set from_at = ${keptFrom} where from_at < ${keptFrom}`);
  const rested = sql`
    select from ${candleSpans} span
    where span.coin = ${candles}.coin and span.venue = ${candles}.venue and open_at >= from_at and open_at < to_at`;
  const deleted = await deleteRows(database, sql`${candles}`, sql`open_at < ${oldest} and not exists (${rested})`);
  return [gone, deleted];
}

/** Flags follow the rows that were just deleted; a slot with no rows anywhere is forgotten. */
async function forgetSlots(database: Database, now: UnixMs): Promise<void> {
  await inTransaction(database, async (tx) => {
    await tx.execute(sql`
      update ${momentumSlots} set hourly = false where hourly and slot < ${instant(now - RETENTION_MS.hourly)}`);
    await tx.execute(sql`
      update ${momentumSlots} set daily = false where daily and slot < ${instant(now - RETENTION_MS.daily)}`);
    await tx.execute(sql`delete from ${momentumSlots} where not (fine or hourly or daily)`);
  });
}
