import { createCoinGeckoClient } from "@/lib/adapters/coingecko/client";
import { planLimits, resolveAccess } from "@/lib/adapters/coingecko/tier";
import { createRequestBudget } from "@/lib/cache/request-budget";
import { createDatabase, createRedis } from "@/lib/connections";
import { type Env, momentumConfigFrom } from "@/lib/env";
import type { Logger } from "@/lib/log";
import { connectQueues } from "@/lib/queue/connect-queues";
import { createMemory } from "@/worker/refresh/memory";
import { createDatabaseGate } from "./database-gate";

const wallNow = () => Date.now();

/** Opens everything that a worker stands on. Nothing here waits for a server to answer. */
export function connectServices(env: Env, log: Logger) {
  const redis = createRedis(env.REDIS_URL, "worker", log);
  const database = createDatabase(env.DATABASE_URL, log);
  const access = resolveAccess(env);
  const limits = planLimits(access.tier, env, null);
  const budget = createRequestBudget(redis, {
    name: `coingecko-${access.tier}`,
    perMinute: limits.perMinute,
    perMonth: limits.perMonth,
    perMinuteCeiling: limits.perMinuteCeiling,
    perMonthCeiling: env.COINGECKO_MONTHLY_CREDITS ?? null,
    wallNow,
  });
  const coingecko = createCoinGeckoClient({
    ...access,
    budget,
    retry: { maxAttempts: env.COINGECKO_RETRY_MAX_ATTEMPTS, backoffSeconds: env.COINGECKO_RETRY_BACKOFF_SECONDS },
    log,
  });
  return {
    tier: access.tier,
    database,
    redis,
    db: createDatabaseGate(database, { redis, log, wallNow }),
    queues: connectQueues(redis, log),
    budget,
    coingecko,
    memory: createMemory(),
    config: {
      momentum: momentumConfigFrom(env),
      topFast: env.MOMENTUM_TOP_N_FAST,
      rankChanges: env.ENABLE_RANK_CHANGE_FEED,
      whaleMinUsd: env.WHALE_MIN_USD,
      clustering: {
        enabled: env.CLUSTERING_ENABLED,
        method: env.CLUSTERING_METHOD,
        count: env.CLUSTERING_N_CLUSTERS,
        everySeconds: env.CLUSTERING_UPDATE_INTERVAL,
        automatic: env.ENABLE_AUTO_CLUSTERING,
      },
    },
    log,
    wallNow,
  };
}
