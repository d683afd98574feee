import { join } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import { Client } from "pg";
import { translateFaults } from "./query";

const MIGRATIONS = join(import.meta.dirname, "../../drizzle/migrations");
const MIGRATION_LOCK = 0x67_71_6d; // "gqm"

/**
 * Brings the schema up to date. Any number of processes may start at once: one works, the others wait and find nothing
 * to do. The lock belongs to the connection, so it ends with the process whatever happens.
 */
export function migrate(databaseUrl: string): Promise<void> {
  return translateFaults(async () => {
    const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
    // A connection lost while it waits would otherwise end the process; the waiting query rejects anyway.
    client.on("error", () => undefined);
    await client.connect();
    try {
      await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
      await applyMigrations(drizzle(client), { migrationsFolder: MIGRATIONS });
    } finally {
      await client.end();
    }
  });
}
