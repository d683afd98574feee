import { sql } from "drizzle-orm";
import type { Database } from "@/lib/connections";
import { queryRows } from "./query";

/** Round trip in milliseconds and size of the database in bytes. */
export async function pingDatabase(database: Database): Promise<{ ms: number; sizeBytes: number }> {
  const asked = performance.now();
  await queryRows(database, sql`select 1`);
  const ms = performance.now() - asked;
  const [row] = await queryRows<{ bytes: number }>(
    database,
    sql`select pg_database_size(current_database())::float8 as bytes`,
  );
  return { ms, sizeBytes: row?.bytes ?? 0 };
}
