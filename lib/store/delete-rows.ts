import { type SQL, sql } from "drizzle-orm";
import type { Database } from "@/lib/connections";
import { queryRows } from "./query";

/** Deletes the rows of a table of which `where` is true; answers how many there were. */
export async function deleteRows(database: Database, table: SQL, where: SQL): Promise<number> {
  const [row] = await queryRows<{ count: number }>(
    database,
    sql`with gone as (delete from ${table} where ${where} returning 1) select count(*)::int as count from gone`,
  );
  return row?.count ?? 0;
}
