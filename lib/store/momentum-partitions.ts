import { sql } from "drizzle-orm";
import { momentumSlots } from "@/drizzle/schema/momentum-history";
import type { Database } from "@/lib/connections";
import { DAY_MS, type UnixMs } from "@/lib/market/units";
import { instant, inTransaction, lockFor, queryRows, rowsOf } from "./query";

const PARENT = "momentum_snapshots";

/** Partitions are named after their UTC day: momentum_snapshots_20261121. */
function partitionName(day: UnixMs): string {
  return `${PARENT}_${new Date(day).toISOString().slice(0, 10).replaceAll("-", "")}`;
}

function dayOfPartition(name: string): UnixMs {
  const digits = name.slice(PARENT.length + 1);
  return Date.UTC(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)) - 1, Number(digits.slice(6, 8)));
}

/**
 * Makes the partition of a moment's day if it is missing. In a transaction of its own, before any row of the parent is
 * touched: attaching a partition locks the whole table, and a writer that already held a lesser lock could deadlock.
 */
export async function ensurePartition(database: Database, at: UnixMs): Promise<void> {
  const day = Math.floor(at / DAY_MS) * DAY_MS;
  const name = partitionName(day);
  const [found] = await queryRows<{ exists: boolean }>(
    database,
    sql`select to_regclass(${name}) is not null as exists`,
  );
  if (found?.exists) return;
  const [from, to] = [day, day + DAY_MS].map((bound) => new Date(bound).toISOString());
  await inTransaction(database, async (tx) => {
    await lockFor(tx, "partitions");
    // A partition's bounds must be literals; these are made of digits only.
    await tx.execute(
      sql.raw(`create table if not exists ${name} partition of ${PARENT} for values from ('${from}') to ('${to}')`),
    );
  });
}

/** Drops the days that ended at or before `end`; answers their names. */
export function dropPartitionsBefore(database: Database, end: UnixMs): Promise<string[]> {
  return inTransaction(database, async (tx) => {
    await lockFor(tx, "partitions");
    const partitions = await rowsOf<{ name: string }>(
      tx,
      sql`select child.relname as name from pg_inherits
      join pg_class child on child.oid = inhrelid where inhparent = ${PARENT}::regclass order by 1`,
    );
    const old = partitions.map(({ name }) => name).filter((name) => dayOfPartition(name) + DAY_MS <= end);
    const [last] = old.slice(-1);
    if (last === undefined) return [];
    await tx.execute(sql`
      update ${momentumSlots} set fine = false where fine and slot < ${instant(dayOfPartition(last) + DAY_MS)}`);
    await tx.execute(sql.raw(`drop table ${old.join(", ")}`));
    return old;
  });
}
