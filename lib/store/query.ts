import { type DrizzleQueryError, type SQL, sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Database } from "@/lib/connections";
import { AppError } from "@/lib/errors";
import type { UnixMs } from "@/lib/market/units";

/** What a statement runs on: the pool or an open transaction. */
export type Executor = Pick<NodePgDatabase, "execute">;

/** A lock held until the transaction ends; two workers that take the same one follow each other. */
const LOCKS = { coins: 1, partitions: 2, retention: 3, whales: 4, alerts: 5 } as const;
const LOCK_SPACE = 0x67_71; // "gq"

/**
 * SQLSTATE classes and codes that pass by themselves: connection, resources, shutdown, timeout, deadlock, lock not granted.
 */
const PASSING_STATE = /^(08|53|57|58|40001|40P01|55P03)/u;
/** A text with NUL in it, out of an address: whoever sent it made a mistake, not we. */
const NO_CHARACTER = "22021";
const PASSING_MESSAGE = /^(connection terminated|timeout exceeded|query read timeout|client has encountered)/iu;

/**
 * One statement. Postgres away becomes a retryable `dependency_unavailable`, a text that cannot be kept a `bad_request`; a
 * mistake of ours keeps its own error.
 */
export function queryRows<Row>(database: Database, statement: SQL): Promise<Row[]> {
  return translateFaults(() => rowsOf<Row>(database.db, statement));
}

/** The rows of one statement inside a transaction. What they look like is the statement's word. */
export async function rowsOf<Row>(executor: Executor, statement: SQL): Promise<Row[]> {
  return (await executor.execute(statement)).rows as Row[];
}

/**
 * All of the work or nothing of it. Not Drizzle's own transaction: when its `begin` meets a lost connection, that connection
 * never goes back to the pool, and eight outages later nobody gets one any more. A rollback that fails also hides the reason.
 */
export function inTransaction<T>(database: Database, work: (tx: Executor) => Promise<T>): Promise<T> {
  return translateFaults(async () => {
    const client = await database.pool.connect();
    let lost: Error | undefined;
    try {
      await client.query("begin");
      const result = await work(drizzle(client));
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch((fault: unknown) => {
        lost = fault instanceof Error ? fault : new Error(String(fault));
      });
      throw error;
    } finally {
      client.release(lost);
    }
  });
}

export async function lockFor(tx: Executor, name: keyof typeof LOCKS): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_SPACE}::int, ${LOCKS[name]}::int)`);
}

/** A market time as a parameter; comparisons with it can use indexes and skip partitions. */
export const instant = (at: UnixMs): SQL => sql`${new Date(at).toISOString()}::timestamptz`;

/** A timestamptz column as milliseconds. */
export const unixMs = (column: SQL): SQL => sql`(extract(epoch from ${column}) * 1000)::float8`;

export async function translateFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Drizzle's own error carries every parameter in its message: megabytes in a log line for a bulk statement.
    const fault = isQueryError(error) ? error.cause : error;
    if (fault instanceof Error && "code" in fault && fault.code === NO_CHARACTER) {
      throw new AppError("bad_request", "A text must not contain NUL", { retryable: false, cause: fault });
    }
    if (!isPassing(fault)) throw fault;
    throw new AppError("dependency_unavailable", "Postgres is not available", { retryable: true, cause: fault });
  }
}

/** By its shape: a pool opened outside of Next's bundle throws the error of another copy of drizzle. */
function isQueryError(error: unknown): error is DrizzleQueryError {
  return error instanceof Error && "query" in error && "params" in error;
}

function isPassing(fault: unknown): boolean {
  // What a transaction's own work refuses is an answer, not a fault of Postgres.
  if (!(fault instanceof Error) || fault.name === "AppError") return false;
  const code = "code" in fault && typeof fault.code === "string" ? fault.code : "";
  const fromServer = /^[0-9A-Z]{5}$/u.test(code) && "severity" in fault;
  return fromServer
    ? PASSING_STATE.test(code)
    : "syscall" in fault || code !== "" || PASSING_MESSAGE.test(fault.message);
}
