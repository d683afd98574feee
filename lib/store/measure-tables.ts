import { sql } from "drizzle-orm";
import type { Database } from "@/lib/connections";
import { queryRows } from "./query";

export interface TableState {
  readonly table: string;
  readonly rows: number;
  /** Table, indexes, toast and partitions. */
  readonly bytes: number;
}

/** Rows ever written to and removed from one table or one partition of it. */
export interface TableTraffic {
  readonly table: string;
  /** The partition, or the table itself. */
  readonly part: string;
  readonly inserted: number;
  readonly deleted: number;
}

/** Every table of ours with everything that belongs to it. */
const parts = sql`
  with recursive parts as (
    select oid as root, oid as part from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
    union all
    select parts.root, inhrelid from parts join pg_inherits on inhparent = parts.part
  )`;

/** Every table of ours as it is now. Counts every row: for drills and documents, not for requests. */
export async function measureTables(database: Database): Promise<TableState[]> {
  const tables = await queryRows<Omit<TableState, "rows">>(
    database,
    sql`${parts}
    select root::regclass::text as "table", sum(pg_total_relation_size(part))::float8 as bytes
    from parts group by root order by 1`,
  );
  const states: TableState[] = [];
  for (const state of tables) {
    const [row] = await queryRows<{ rows: number }>(
      database,
      sql`select count(*)::float8 as rows from ${sql.identifier(state.table)}`,
    );
    states.push({ ...state, rows: row?.rows ?? 0 });
  }
  return states;
}

/** What Postgres has counted since the database was made. A partition that is dropped takes its counts with it. */
export function readTableTraffic(database: Database): Promise<TableTraffic[]> {
  return queryRows<TableTraffic>(
    database,
    sql`${parts}
    select root::regclass::text as "table", part::regclass::text as part,
      pg_stat_get_tuples_inserted(part)::float8 as inserted, pg_stat_get_tuples_deleted(part)::float8 as deleted
    from parts order by 1, 2`,
  );
}
