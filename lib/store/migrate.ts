import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import { Client } from "pg";
import { MIGRATIONS_FOLDER, readJournal } from "./migrations";
import { translateFaults } from "./query";
import { useTimescale } from "./timescale";

const MIGRATION_LOCK = 0x67_71_6d; // "gqm"

export interface MigrateOptions {
  /** Also turns large tables into hypertables where TimescaleDB is there: nobody can use them meanwhile. */
  readonly hypertables?: boolean;
}

/**
 * Brings the schema up to date, and uses TimescaleDB where it is; answers what it left aside, in words. Any number of processes may start at once: one works, the others wait and find nothing
 * to do. The lock belongs to the connection, so it ends with the process whatever happens.
 */
export function migrate(databaseUrl: string, options: MigrateOptions = {}): Promise<readonly string[]> {
  return migrateFrom(databaseUrl, MIGRATIONS_FOLDER, (client) => useTimescale(client, options.hypertables ?? false));
}

/** Brings the schema to where it was after this migration, so that a backup of that time fits into it. */
export async function migrateTo(databaseUrl: string, tag: string): Promise<void> {
  const journal = readJournal();
  const end = journal.entries.findIndex((entry) => entry.tag === tag) + 1;
  const folder = mkdtempSync(join(tmpdir(), "ghostquant-migrations-"));
  try {
    cpSync(MIGRATIONS_FOLDER, folder, { recursive: true });
    const shortened = JSON.stringify({ ...journal, entries: journal.entries.slice(0, end) });
    writeFileSync(join(folder, "meta/_journal.json"), shortened);
    await migrateFrom(databaseUrl, folder, async () => []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function migrateFrom(
  databaseUrl: string,
  migrationsFolder: string,
  finish: (client: Client) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  return translateFaults(async () => {
    const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
    // A connection lost while it waits would otherwise end the process; the waiting query rejects anyway.
    client.on("error", () => undefined);
    await client.connect();
    try {
      await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
      await applyMigrations(drizzle(client), { migrationsFolder });
      return await finish(client);
    } finally {
      await client.end();
    }
  });
}
