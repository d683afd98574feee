import { type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { Client } from "pg";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import { type Executor, inTransaction, lockFor, queryRows, rowsOf, translateFaults } from "./query";
import {
  type ChunkedState,
  HYPERTABLES,
  LARGE,
  planChunks,
  planConversion,
  type TimescaleState,
} from "./timescale-plan";

/** Null where the extension is not installed in this database: everything then stays plain Postgres. */
async function readTimescale(executor: Executor): Promise<TimescaleState | null> {
  const [extension] = await rowsOf<{ version: string; license: string | null }>(
    executor,
    sql`select extversion as version, current_setting('timescaledb.license', true) as license
    from pg_extension where extname = 'timescaledb'`,
  );
  if (extension === undefined) return null;
  const hypertables = await rowsOf<{ name: string; compressed: boolean }>(
    executor,
    sql`select hypertable_name as name, compression_enabled as compressed
    from timescaledb_information.hypertables where hypertable_schema = 'public'`,
  );
  const compressed = new Map(hypertables.map((row) => [row.name, row.compressed]));
  const tables = new Map<string, ChunkedState>();
  for (const { table } of HYPERTABLES) {
    const [row] = await rowsOf<{ rows: number }>(
      executor,
      sql`select count(*)::int as rows from (select from ${sql.identifier(table)} limit ${LARGE + 1}) counted`,
    );
    tables.set(table, {
      isHypertable: compressed.has(table),
      isCompressed: compressed.get(table) ?? false,
      rows: row?.rows ?? 0,
    });
  }
  return { version: extension.version, mayCompress: extension.license !== "apache", tables };
}

/**
 * Uses TimescaleDB where it is installed: tables of a time become hypertables, large ones only when asked. Safe to repeat. Answers
 * what was left as it is, in words. The caller holds the lock of the migrations.
 */
export async function useTimescale(client: Client, convertLarge: boolean): Promise<readonly string[]> {
  const state = await readTimescale(drizzle(client));
  if (state === null) return [];
  const { statements, left } = planConversion(state, convertLarge);
  for (const statement of statements) await client.query(statement);
  return left;
}

/** Two workers that keep chunks at once follow each other. */
function alone(database: Database, statement: SQL): Promise<void> {
  return inTransaction(database, async (tx) => {
    await lockFor(tx, "retention");
    await tx.execute(statement);
  });
}

/** Drops and compresses whole chunks; answers the tables whose rows go in no other way. Nothing on plain Postgres. */
export async function retainChunks(database: Database, now: UnixMs): Promise<{ compressed: ReadonlySet<string> }> {
  const state = await translateFaults(() => readTimescale(database.db));
  if (state === null) return { compressed: new Set() };
  for (const { drop, listOld } of planChunks(state, now)) {
    await alone(database, sql.raw(drop));
    const old = listOld === null ? [] : await queryRows<{ chunk: string }>(database, sql.raw(listOld));
    // One at a time, so that a backlog never meets the statement timeout.
    for (const { chunk } of old) {
      await alone(database, sql`select compress_chunk(${chunk}::regclass, if_not_compressed => true)`);
    }
  }
  return { compressed: new Set([...state.tables].flatMap(([name, { isCompressed }]) => (isCompressed ? [name] : []))) };
}
