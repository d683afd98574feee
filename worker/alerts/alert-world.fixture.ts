import pino from "pino";
import { ruleFixture } from "@/lib/alerts/alerts.fixture";
import type { When } from "@/lib/alerts/condition";
import type { Rule } from "@/lib/alerts/rule";
import { testRedisUrl } from "@/lib/cache/redis.fixture";
import { createRedis } from "@/lib/connections";
import { scoredCoinFixture, snapshotFixture } from "@/lib/contracts/board.fixture";
import type { AlertMessage, ChannelConfig, DeliveryOutcome } from "@/lib/contracts/delivery";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { liveClock, type MarketClock, marketNow } from "@/lib/market/clock";
import { MINUTE_MS } from "@/lib/market/units";
import { closeQueues, connectQueues } from "@/lib/queue/connect-queues";
import { createRule } from "@/lib/store/alert-rules";
import { insertChannel } from "@/lib/store/channels";
import { createTestDatabase } from "@/lib/store/database.fixture";
import { createSecretBox } from "@/lib/store/secret-box";
import { createMemory } from "@/worker/refresh/memory";
import { createDatabaseGate } from "@/worker/runtime/database-gate";
import type { JobContext } from "@/worker/runtime/services";
import { type DeliveryPolicy, deliveryPolicy } from "./delivery-policy";

export const START = Date.UTC(2026, 10, 21, 12);
const log = pino({ level: "silent" });

export type Send = (config: ChannelConfig, message: AlertMessage) => Promise<DeliveryOutcome>;

export interface WorkerChanges {
  readonly clock?: MarketClock;
  readonly wallNow?: () => number;
  readonly send?: Send;
  readonly policy?: Partial<DeliveryPolicy>;
  readonly random?: () => number;
}

/** What `launch/test-services.ts` says of the run's servers. */
type TestServers = Record<string, string | undefined>;

/** A Postgres and a Redis of one test file, in which workers come and go. */
export async function createAlertWorld(servers: TestServers, redisDatabase: number) {
  const store = await createTestDatabase(servers.TEST_DATABASE_URL);
  const { database } = store;
  const redis = createRedis(testRedisUrl(servers.TEST_REDIS_URL, redisDatabase), "worker", log);
  await redis.flushdb();
  const queues = connectQueues(redis, log);
  const box = createSecretBox("a secret of this test and no other one");

  /** A worker process as far as alerts see it: its own memory, everybody's stores. */
  function worker(changes: WorkerChanges = {}): JobContext {
    const { clock = liveClock, wallNow = Date.now, send = neverSends, policy = {}, random = () => 0.5 } = changes;
    const never = new AbortController().signal;
    return {
      redis,
      queues,
      memory: createMemory(),
      log,
      db: createDatabaseGate(database, { redis, log, wallNow }),
      delivery: {
        senders: { send, close: () => undefined },
        box,
        policy: { ...deliveryPolicy, ...policy },
        random,
      },
      clock: () => clock,
      wallNow,
      now: () => marketNow(clock, wallNow()),
      signal: never,
      draining: never,
    } as unknown as JobContext;
  }

  return {
    store,
    database,
    redis,
    queues,
    box,
    worker,
    rule: async (id: string, when: When, changes: Partial<Rule> = {}) => {
      const rule = ruleFixture(when, { id, createdAt: START - MINUTE_MS, cooldownMinutes: 0, ...changes });
      await createRule(database, box, rule);
      return rule;
    },
    webhook: (id: string) =>
      insertChannel(database.db, box, {
        id,
        label: id,
        config: { kind: "webhook", url: `https://example.org/${id}`, secret: "whsec_AAAA" },
      }),
    /** Nobody's rules, firings or messages any more. */
    async empty() {
      await database.db.execute(
        `truncate alert_rules, alert_states, alert_progress, alert_firings, channels, deliveries, delivery_firings,
          delivery_attempts, watchlists, momentum_slots, momentum_snapshots`,
      );
      await redis.flushdb();
    },
    async end() {
      await closeQueues(queues);
      await redis.flushdb();
      redis.disconnect();
      await store.remove();
    },
  };
}

const neverSends: Send = () => Promise.reject(new Error("nothing was to be sent"));

export interface CoinValues {
  readonly score?: number;
  readonly price?: number | null;
  readonly rank?: number;
}

/** A board that became visible `minutes` after the start, with these coins. */
export function boardAt(
  sequence: number,
  minutes: number,
  coins: Readonly<Record<string, CoinValues>>,
  changes: Partial<MomentumBoard> = {},
): MomentumBoard {
  const at = START + minutes * MINUTE_MS;
  const { board } = snapshotFixture(0, sequence);
  return {
    ...board,
    asOf: at,
    writtenAt: at,
    full: { kind: "full", refreshedAt: at, durationMs: 1, received: 1, dropped: {}, everySeconds: 300 },
    coins: Object.entries(coins).map(([id, { score = 50, price = 100, rank = 1 }], index) => {
      const coin = scoredCoinFixture(index, { id, rank });
      const asset = {
        ...coin.asset,
        symbol: id.toUpperCase(),
        priceUsd: price,
        observedAt: at,
        lastUpdatedAt: at,
      };
      return { ...coin, asset, score, flags: [] };
    }),
    ...changes,
  };
}
