import { sql } from "drizzle-orm";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import { appliedMigrations, type MigrationState } from "./migrations";
import { queryRows, translateFaults, unixMs } from "./query";

export interface DatabaseState {
  readonly version: string;
  readonly major: number;
  readonly encoding: string;
  readonly sizeBytes: number;
  /** Wall-clock time of the server. */
  readonly now: UnixMs;
  readonly isReadOnly: boolean;
  readonly mayCreate: boolean;
  readonly connections: number;
  readonly connectionsMax: number;
  /** Version of the extension; null where it is not installed. */
  readonly timescale: string | null;
  /** Null for a database without any table of ours. */
  readonly migrations: MigrationState | null;
}

/** What can be wrong with a Postgres, as far as it says so itself. */
export async function inspectDatabase(database: Database): Promise<DatabaseState> {
  const [row] = await queryRows<Omit<DatabaseState, "migrations">>(
    database,
    sql`
    select current_setting('server_version') as version, current_setting('server_version_num')::int / 10000 as major,
      current_setting('server_encoding') as encoding, pg_database_size(current_database())::float8 as "sizeBytes",
      ${unixMs(sql`clock_timestamp()`)} as now, pg_is_in_recovery() as "isReadOnly",
      has_schema_privilege('public', 'create') and has_database_privilege(current_database(), 'create') as "mayCreate",
      (select count(*)::int from pg_stat_activity) as connections,
      current_setting('max_connections')::int as "connectionsMax",
      (select extversion from pg_extension where extname = 'timescaledb') as timescale`,
  );
  if (row === undefined) throw new Error("Postgres has answered nothing.");
  return { ...row, migrations: await translateFaults(() => appliedMigrations(database.pool)) };
}
