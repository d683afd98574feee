import type { Redis } from "ioredis";
import { resolveBinance } from "@/lib/adapters/binance/access";
import { createBinanceClient } from "@/lib/adapters/binance/client";
import { channelSettingsFrom } from "@/lib/adapters/channel-settings";
import { createCoinGeckoClient } from "@/lib/adapters/coingecko/client";
import { planLimits, resolveAccess } from "@/lib/adapters/coingecko/tier";
import { resolveOkx } from "@/lib/adapters/okx/access";
import { createOkxClient } from "@/lib/adapters/okx/client";
import { createWhaleAlertClient, type WhaleAlertClient } from "@/lib/adapters/whale-alert/client";
import { followSharedClock } from "@/lib/cache/shared-clock";
import { createDatabase, createRedis } from "@/lib/connections";
import { type Env, momentumConfigFrom } from "@/lib/env";
import type { Logger } from "@/lib/log";
import type { UnixMs } from "@/lib/market/units";
import { connectQueues } from "@/lib/queue/connect-queues";
import { createSecretBox } from "@/lib/store/secret-box";
import { createChannelSenders } from "@/worker/alerts/channel-senders";
import { deliveryPolicy } from "@/worker/alerts/delivery-policy";
import { createMemory } from "@/worker/refresh/memory";
import { readCodeVersion } from "@/worker/research/code-version";
import { loadHistories } from "@/worker/research/load-histories";
import { createResearchDesk } from "@/worker/research/research-desk";
import { countedBudget } from "./counted-budget";
import { createDatabaseGate } from "./database-gate";

/** What Whale Alert's smallest plan allows. */
const WHALE_ALERT_PER_MINUTE = 10;
/** Half of the 20 requests that OKX answers one address in two seconds: the other half is for whoever else is behind it. */
const OKX_PER_MINUTE = 300;

/** Opens everything that a worker stands on. Nothing here waits for a server to answer. */
export function connectServices(env: Env, log: Logger) {
  const redis = createRedis(env.REDIS_URL, "worker", log);
  const sharedClock = followSharedClock(redis);
  const wallNow = sharedClock.now;
  const database = createDatabase(env.DATABASE_URL, log);
  const access = resolveAccess(env);
  const limits = planLimits(access.tier, env, null);
  const budget = countedBudget(redis, "coingecko", {
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
  const { restBase, wsBase } = resolveBinance(env);
  const binance = createBinanceClient({
    restBase,
    budget: countedBudget(redis, "binance", {
      name: `binance-${env.MARKET_SOURCE}`,
      perMinute: env.BINANCE_WEIGHT_PER_MINUTE,
      perMonth: null,
      wallNow,
    }),
    log,
    random: Math.random,
  });
  const okx = createOkxClient({
    restBase: resolveOkx(env),
    budget: countedBudget(redis, "okx", {
      name: `okx-${env.MARKET_SOURCE}`,
      perMinute: OKX_PER_MINUTE,
      perMonth: null,
      wallNow,
    }),
    log,
    random: Math.random,
  });
  return {
    tier: access.tier,
    binance,
    okx,
    binanceStreams: wsBase,
    whaleAlert: connectWhaleAlert(env, redis, { log, wallNow }),
    database,
    redis,
    db: createDatabaseGate(database, { redis, log, wallNow }),
    queues: connectQueues(redis, log),
    budget,
    coingecko,
    delivery: {
      senders: createChannelSenders(channelSettingsFrom(env)),
      box: createSecretBox(env.SECRETS_KEY),
      policy: deliveryPolicy,
      random: Math.random,
    },
    research: { desk: createResearchDesk(log), load: loadHistories, codeVersion: readCodeVersion() },
    memory: createMemory(),
    config: {
      momentum: momentumConfigFrom(env),
      topFast: env.MOMENTUM_TOP_N_FAST,
      rankChanges: env.ENABLE_RANK_CHANGE_FEED,
      whaleMinUsd: env.WHALE_MIN_USD,
      whaleWatch: env.ENABLE_WHALE_WATCH,
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
    sharedClock,
  };
}

function connectWhaleAlert(
  env: Env,
  redis: Redis,
  { log, wallNow }: { log: Logger; wallNow: () => UnixMs },
): WhaleAlertClient | null {
  const apiKey = env.WHALE_ALERT_API_KEY;
  if (apiKey === undefined) return null;
  const own = env.MARKET_SOURCE === "live" ? undefined : env.MARKET_SERVER_URL;
  return createWhaleAlertClient({
    baseUrl: own === undefined ? env.WHALE_ALERT_API_BASE : `${own}/whale-alert/v1`,
    apiKey,
    budget: countedBudget(redis, "whale-alert", {
      name: `whale-alert-${env.MARKET_SOURCE}`,
      perMinute: WHALE_ALERT_PER_MINUTE,
      perMonth: null,
      wallNow,
    }),
    log,
    random: Math.random,
  });
}
