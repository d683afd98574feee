import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Redis } from "ioredis";
import { Pool } from "pg";
import type { Logger } from "./log";

/**
 * What a connection is for. `client` serves requests: a command fails within moments of Redis being away.
 * `worker` is for BullMQ and jobs: a command waits for Redis to come back. `subscriber` only listens.
 */
export type RedisRole = "client" | "worker" | "subscriber";

const RETRY_FIRST_MS = 50;
const RETRY_CAP_MS: Record<RedisRole, number> = { client: 500, worker: 2_000, subscriber: 1_000 };
/** Long enough for a 50 MB board on a busy machine, short enough for a request to give up. */
const CLIENT_COMMAND_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 3_000;

function redisOptions(role: RedisRole) {
  const shared = {
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (times: number) => Math.min(RETRY_FIRST_MS * 2 ** Math.min(times, 10), RETRY_CAP_MS[role]),
  };
  // With 0 retries the queue of waiting commands is failed at every failed attempt to connect.
  if (role === "client") return { ...shared, maxRetriesPerRequest: 0, commandTimeout: CLIENT_COMMAND_TIMEOUT_MS };
  return { ...shared, maxRetriesPerRequest: null };
}

/** A connection that reconnects for ever, subscriptions included, and says an outage once instead of at every attempt. */
export function createRedis(url: string, role: RedisRole, log: Logger): Redis {
  const redis = new Redis(url, redisOptions(role));
  let away = false;
  redis.on("error", (error: Error) => {
    if (!away) log.warn({ err: error, role }, "Redis is not reachable; reconnecting");
    away = true;
  });
  redis.on("ready", () => {
    if (away) log.info({ role }, "Redis is back");
    away = false;
  });
  return redis;
}

/** Postgres as the store sees it: statements go through `db`, which draws connections from `pool`. */
export interface Database {
  readonly db: NodePgDatabase;
  readonly pool: Pool;
  close(): Promise<void>;
}

const POOL_SIZE = 8;
const STATEMENT_TIMEOUT_MS = 30_000;

/** A pool that outlives outages: a dead connection is dropped and the next statement opens a new one. */
export function createDatabase(url: string, log: Logger): Database {
  const pool = new Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // The server's own timeout says nothing when the server is frozen; this one does.
    query_timeout: STATEMENT_TIMEOUT_MS + 5_000,
    keepAlive: true,
    application_name: "ghostquant",
  });
  // Without listeners a connection that dies would end the process: the pool hears of idle ones only, the other listener
  // of one that dies between two statements of a transaction. Whoever uses it learns it from the next statement.
  pool.on("error", (error) => log.warn({ err: error }, "An idle Postgres connection was lost"));
  pool.on("connect", (client) => {
    client.on("error", (error) => log.debug({ err: error }, "A Postgres connection was lost"));
  });
  return { db: drizzle(pool), pool, close: () => pool.end() };
}
