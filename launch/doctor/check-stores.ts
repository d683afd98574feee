import type { Redis } from "ioredis";
import { readStatus } from "@/app/api/status/read-status";
import { createBoardReader } from "@/lib/cache/board-reader";
import { readMarketClock } from "@/lib/cache/market-clock";
import { createDatabase, createRedis, type Database } from "@/lib/connections";
import { type Env, readEnv } from "@/lib/env";
import type { Logger } from "@/lib/log";
import { closeQueues, connectQueues } from "@/lib/queue/connect-queues";
import { createSecretBox } from "@/lib/store/secret-box";
import { databaseAt } from "../backup/open-server";
import { marketDatabaseName } from "../market-database";
import type { Settings } from "../settings";
import { checkPostgres } from "./check-postgres";
import { checkRedis } from "./check-redis";
import type { Instance } from "./find-instance";
import { type Finding, findingsOf } from "./finding";

const running = findingsOf("Running");

export interface Stores {
  readonly redis: Redis | null;
  readonly database: Database | null;
  /** What the processes read, as far as it can be told from outside. */
  readonly env: Env;
  close(): Promise<void>;
}

/** Connects to what there is. The market's clock in Redis says which of our databases is in use. */
export async function openStores(
  settings: Settings,
  instance: Instance,
  key: string | null,
  log: Logger,
): Promise<Stores> {
  const redis = instance.redisUrl === null ? null : createRedis(instance.redisUrl, "client", log);
  const clock = redis === null ? null : await readMarketClock(redis, log).catch(() => null);
  const wished = settings.MARKET_SOURCE === "auto" ? "live" : settings.MARKET_SOURCE;
  const source = clock?.source ?? wished;
  const name = marketDatabaseName(source, clock?.seed ?? settings.SIMULATOR_SEED);
  const { postgresUrl, isOwnPostgres } = instance;
  const url = postgresUrl !== null && isOwnPostgres ? databaseAt(postgresUrl, name) : postgresUrl;
  const database = url === null ? null : createDatabase(url, log);
  const env = readEnv({
    ...process.env,
    DATABASE_URL: url ?? "postgresql://nowhere/none",
    DATABASE_URL_FILE: "",
    REDIS_URL: instance.redisUrl ?? "redis://nowhere",
    REDIS_URL_FILE: "",
    MARKET_SOURCE: source,
    MARKET_SERVER_URL: `http://127.0.0.1:${settings.MARKET_SERVER_PORT}`,
    ...(key !== null && { SECRETS_KEY: key, SECRETS_KEY_FILE: "" }),
  });
  const close = async () => {
    redis?.disconnect();
    await database?.close();
  };
  return { redis, database, env, close };
}

export async function checkStores({ redis, database }: Stores): Promise<Finding[]> {
  const [fromRedis, fromPostgres] = await Promise.all([
    redis === null
      ? [findingsOf("Redis").note("Does not run; npm start starts it.")]
      : checkRedis(redis).catch((error: unknown) => [away("Redis", "REDIS_URL", error)]),
    database === null
      ? [findingsOf("Postgres").note("Does not run; npm start starts it.")]
      : checkPostgres(database).catch((error: unknown) => [away("Postgres", "DATABASE_URL", error)]),
  ]);
  return [...fromRedis, ...fromPostgres];
}

function away(name: string, variable: string, error: unknown): Finding {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const said = cause instanceof Error ? cause.message || cause.name : String(cause);
  return findingsOf(name).problem(
    `Does not answer: ${said}`,
    `Start it, or correct ${variable}: host, port, user and password, and whether this machine may reach it.`,
  );
}

/** What `/status` says is wrong with the running instance, in full: whoever runs the doctor is its operator. */
export async function checkTroubles(stores: Stores, log: Logger): Promise<Finding[]> {
  const { redis, database, env } = stores;
  if (redis === null || database === null) return [];
  const queues = connectQueues(redis, log);
  try {
    const box = createSecretBox(env.SECRETS_KEY);
    const boards = createBoardReader(redis, log);
    const services = { redis, database, env, log, box, boards, queues: () => queues };
    const { troubles } = await readStatus(services, Date.now(), "operator");
    if (troubles.length === 0) return [running.well("Everything is running.")];
    return troubles.map(({ id, what, mend }) => running.problem(what, `${mend} (RUNBOOK.md: ${id})`));
  } finally {
    await closeQueues(queues);
  }
}
