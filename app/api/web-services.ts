import type { Redis } from "ioredis";
import { type BoardReader, createBoardReader } from "@/lib/cache/board-reader";
import { followSharedClock } from "@/lib/cache/shared-clock";
import { createDatabase, createRedis, type Database } from "@/lib/connections";
import { type Env, readEnv } from "@/lib/env";
import type { HotLists } from "@/lib/http/hot-lists";
import { createRateLimiter, PAGES_PER_MINUTE, type RateLimiter } from "@/lib/http/rate-limit";
import { createLogger, type Logger } from "@/lib/log";
import type { UnixMs } from "@/lib/market/units";
import { closeQueues, connectQueues, type Queues } from "@/lib/queue/connect-queues";
import { secretsOf } from "@/lib/secrets-of";
import { createSecretBox, type SecretBox } from "@/lib/store/secret-box";
import { type Access, openAccess } from "./open-access";
import { openHotLists } from "./open-hot-lists";

/** What the web process holds for as long as it lives. */
export interface WebServices {
  readonly env: Env;
  readonly log: Logger;
  readonly redis: Redis;
  readonly database: Database;
  readonly boards: BoardReader;
  /** The wall clock that all processes share. */
  wallNow(): UnixMs;
  /** By how much this machine's own clock is wrong. */
  clockAheadMs(): number;
  readonly hotLists: HotLists;
  readonly limit: RateLimiter;
  readonly limitPages: RateLimiter;
  readonly access: Access;
  /** For what is encrypted at rest, such as where channels lead. */
  readonly box: SecretBox;
  /** Connected at the first call: only the status page counts jobs. */
  queues(): Queues;
  close(): Promise<void>;
}

const KEY = Symbol.for("ghostquant.web-services");
type Holder = { [KEY]?: WebServices };

/**
 * The one set of services of this process. It hangs on `globalThis` because Next bundles route handlers apart from
 * `server.ts`: a plain module variable would exist twice, with two boards in memory and two sets of connections.
 */
export function webServices(): WebServices {
  const holder = globalThis as Holder;
  holder[KEY] ??= openWebServices(readEnv());
  return holder[KEY];
}

function openWebServices(env: Env): WebServices {
  const log = createLogger("web", env.LOG_LEVEL, { secrets: secretsOf(env) });
  const redis = createRedis(env.REDIS_URL, "client", log);
  const database = createDatabase(env.DATABASE_URL, log);
  const boards = createBoardReader(redis, log);
  const sharedClock = followSharedClock(redis);
  const wallNow = sharedClock.now;
  const hotLists = openHotLists({ env, log, redis, database, boards, wallNow });
  let connected: { queues: Queues; redis: Redis } | null = null;
  return {
    env,
    log,
    redis,
    database,
    boards,
    wallNow,
    clockAheadMs: sharedClock.aheadMs,
    hotLists,
    limit: createRateLimiter(redis),
    limitPages: createRateLimiter(redis, { perMinute: PAGES_PER_MINUTE, prefix: "ghostquant:rate:page" }),
    access: openAccess(env, database, redis),
    box: createSecretBox(env.SECRETS_KEY),
    queues() {
      if (connected === null) {
        const own = createRedis(env.REDIS_URL, "client", log);
        connected = { redis: own, queues: connectQueues(own, log) };
      }
      return connected.queues;
    },
    async close() {
      delete (globalThis as Holder)[KEY];
      sharedClock.stop();
      if (connected !== null) {
        await closeQueues(connected.queues);
        connected.redis.disconnect();
      }
      redis.disconnect();
      await database.close();
    },
  };
}
