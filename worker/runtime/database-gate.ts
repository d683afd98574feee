import type { Redis } from "ioredis";
import { recordError } from "@/lib/cache/error-tally";
import type { Database } from "@/lib/connections";
import { AppError } from "@/lib/errors";
import type { Logger } from "@/lib/log";
import type { UnixMs } from "@/lib/market/units";

/** After a failure Postgres is left alone this long, so that an outage costs a refresh nothing. Wall clock. */
const PAUSE_MS = 5_000;
/** A refresh waits this long for what it reads; writing happens beside it and may take longer. */
const PATIENCE_MS = { read: 3_000, write: 15_000 } as const;

export type Attempt<T> = { ok: true; value: T } | { ok: false };

/** The way to Postgres for work that can do without it. */
export interface DatabaseGate {
  /** For work that is nothing without Postgres: faults are thrown. */
  readonly database: Database;
  /** Never throws: a fault is tallied under "postgres" and logged once an outage, and the caller goes on without. */
  attempt<T>(what: string, work: (database: Database) => Promise<T>, kind?: "read" | "write"): Promise<Attempt<T>>;
}

export function createDatabaseGate(
  database: Database,
  { redis, log, wallNow }: { redis: Redis; log: Logger; wallNow: () => UnixMs },
): DatabaseGate {
  let closedUntil = 0;
  let away = false;

  async function fail(what: string, error: unknown): Promise<{ ok: false }> {
    const message = error instanceof Error ? error.message : String(error);
    if (!isOutage(error)) log.error({ err: error, what }, "Postgres refused a statement; the board goes on without it");
    else {
      // Only an outage closes the gate: one refused statement says nothing about the next.
      closedUntil = wallNow() + PAUSE_MS;
      if (!away) log.warn({ err: error, what }, "Postgres is not usable; history waits, the board does not");
      away = true;
    }
    await recordError(redis, "postgres", `${what}: ${message}`, wallNow()).catch(() => undefined);
    return { ok: false };
  }

  return {
    database,
    async attempt(what, work, kind = "write") {
      if (wallNow() < closedUntil) return { ok: false };
      try {
        const value = await withPatience(work(database), PATIENCE_MS[kind]);
        if (away) log.info({ what }, "Postgres is back");
        away = false;
        return { ok: true, value };
      } catch (error) {
        return fail(what, error);
      }
    },
  };
}

function isOutage(error: unknown): boolean {
  return error instanceof AppError && error.retryable;
}

function withPatience<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const message = `no answer within ${patienceMs / 1_000} s`;
    const tooSlow = new AppError("dependency_unavailable", message, { retryable: true });
    const timer = setTimeout(() => reject(tooSlow), patienceMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
