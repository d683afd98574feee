import { sql } from "drizzle-orm";
import type { Database } from "@/lib/connections";
import { DAY_MS } from "@/lib/market/units";
import { SLOT_MS } from "./momentum-history";
import { queryRows } from "./query";
import { RETENTION_MS } from "./retention";

export interface TableMeasure {
  readonly table: string;
  readonly rows: number;
  /** Table, indexes and partitions. */
  readonly bytes: number;
  /** Null while the table is empty. */
  readonly bytesPerRow: number | null;
}

export interface HistoryMeasure {
  readonly coins: number;
  readonly tables: readonly TableMeasure[];
  /** What a day of this many coins writes in all, and what is on disk after so long with retention at work. */
  readonly bytesWrittenPerDay: number;
  readonly bytesKeptAfterOneYear: number;
  readonly bytesKeptAfterTwoYears: number;
}

const DAYS_PER_YEAR = 365;

/** How many rows a day a coin adds, and for how many days they stay. Five-minute rows go by whole days. */
const PLANS: Record<string, { rowsPerDay: number; keptDays: number }> = {
  momentum_snapshots: { rowsPerDay: DAY_MS / SLOT_MS, keptDays: RETENTION_MS.fine / DAY_MS + 1 },
  momentum_hourly: { rowsPerDay: 24, keptDays: RETENTION_MS.hourly / DAY_MS },
  momentum_daily: { rowsPerDay: 1, keptDays: RETENTION_MS.daily / DAY_MS },
  volume_snapshots: { rowsPerDay: 24, keptDays: RETENTION_MS.volume / DAY_MS },
};

/** The size of history as it is, and what that means for `coins` coins. Counts every row: for documents, not for requests. */
export async function measureHistory(database: Database, coins: number): Promise<HistoryMeasure> {
  const tables = await Promise.all(Object.keys(PLANS).map((table) => measureTable(database, table)));
  const bytesPerRow = new Map(tables.map(({ table, bytesPerRow }) => [table, bytesPerRow ?? 0]));
  const total = (rows: (plan: { rowsPerDay: number; keptDays: number }) => number) =>
    Object.entries(PLANS).reduce((sum, [table, plan]) => sum + coins * rows(plan) * (bytesPerRow.get(table) ?? 0), 0);
  const keptAfter = (days: number) => total(({ rowsPerDay, keptDays }) => rowsPerDay * Math.min(days, keptDays));
  return {
    coins,
    tables,
    bytesWrittenPerDay: total(({ rowsPerDay }) => rowsPerDay),
    bytesKeptAfterOneYear: keptAfter(DAYS_PER_YEAR),
    bytesKeptAfterTwoYears: keptAfter(2 * DAYS_PER_YEAR),
  };
}

async function measureTable(database: Database, table: string): Promise<TableMeasure> {
  const [row] = await queryRows<{ rows: number; bytes: number }>(
    database,
    sql`
    select (select count(*)::float8 from ${sql.identifier(table)}) as rows,
      pg_total_relation_size(${table}::regclass)::float8 + coalesce((select sum(pg_total_relation_size(inhrelid))
        from pg_inherits where inhparent = ${table}::regclass), 0)::float8 as bytes`,
  );
  const { rows = 0, bytes = 0 } = row ?? {};
  return { table, rows, bytes, bytesPerRow: rows > 0 ? bytes / rows : null };
}
