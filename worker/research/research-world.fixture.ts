import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import pino from "pino";
import type { Bars } from "@/lib/backtest/bars";
import { createRedis, type Database } from "@/lib/connections";
import { type BacktestPlan, backtestPlanSchema } from "@/lib/contracts/backtest-plan";
import { backtestBodySchema } from "@/lib/contracts/http/backtest-body";
import { liveClock, type MarketClock } from "@/lib/market/clock";
import { HOUR_MS } from "@/lib/market/units";
import { momentumConfigSchema } from "@/lib/momentum/config";
import { connectQueues, type Queues } from "@/lib/queue/connect-queues";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { insertBacktest } from "@/lib/store/backtests";
import { createDatabaseGate } from "@/worker/runtime/database-gate";
import type { JobContext } from "@/worker/runtime/services";
import type { HistoryWish, LoadedHistories, UnscoredHistory } from "./load-histories";
import { createResearchDesk, type ResearchDesk } from "./research-desk";

export const silent = pino({ level: "silent" });
export const FROM = Date.UTC(2026, 0, 1);
const DAY_HOURS = 24;

export function coinsOf(count: number): BacktestPlan["coins"] {
  return Array.from({ length: count }, (_, index) => {
    const id = `coin-${String(index).padStart(3, "0")}`;
    return { coinId: id, symbol: id.toUpperCase() };
  });
}

export interface PlanChanges extends Partial<Omit<BacktestPlan, "rules" | "to">> {
  readonly days?: number;
  readonly rules?: Partial<BacktestPlan["rules"]>;
}

export function planFixture({ days = 60, rules = {}, ...changes }: PlanChanges = {}): BacktestPlan {
  const from = changes.from ?? FROM;
  return backtestPlanSchema.parse({
    strategy: "momentum",
    coins: coinsOf(1),
    isUniverse: false,
    from,
    to: from + days * DAY_HOURS * HOUR_MS,
    rules: {
      threshold: 50,
      holdHours: 24,
      stopLossPct: 10,
      takeProfitPct: 20,
      feeBps: 10,
      slippage: { model: "fixed", bps: 5 },
      allowReentry: false,
      side: "long",
      ...rules,
    },
    portfolio: null,
    walkForward: false,
    sweep: null,
    seed: 1,
    basis: {
      engineVersion: 1,
      scoreVersion: 1,
      config: momentumConfigSchema.parse({}),
      market: { source: "simulated", seed: 42 },
    },
    ...changes,
  });
}

/** A sweep that is large enough to be split: coins × days × 24 × variants coin-hours. */
export function sweepFixture(changes: PlanChanges = {}, variants = 320): BacktestPlan {
  const holdHours = [6, 12, 24, 48];
  const thresholds = Array.from({ length: Math.ceil(variants / holdHours.length) }, (_, index) => 40 + index / 4);
  return planFixture({
    coins: coinsOf(20),
    days: 200,
    portfolio: { topN: 5, maxWeight: 1 },
    sweep: { thresholds, holdHours },
    ...changes,
  });
}

/** The same prices for the same coin and range, whoever asks: a walk with trends, so that scores rise and fall. */
export function walkOf(coinId: string, from: number, to: number, seed = 1): Bars {
  const length = Math.round((to - from) / HOUR_MS);
  const random = seededRandom([...coinId].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, seed));
  const column = () => new Float64Array(length);
  const bars = { open: column(), high: column(), low: column(), close: column(), volumeUsd: column() };
  let price = 50 + 100 * random();
  let trend = 0;
  for (let i = 0; i < length; i += 1) {
    trend = 0.97 * trend + 0.002 * (random() - 0.5);
    const next = price * Math.exp(trend + 0.01 * (random() - 0.5));
    bars.open[i] = price;
    bars.close[i] = next;
    bars.high[i] = Math.max(price, next) * (1 + 0.003 * random());
    bars.low[i] = Math.min(price, next) * (1 - 0.003 * random());
    bars.volumeUsd[i] = 1e6 * (0.5 + random()) * (1 + 200 * Math.abs(trend));
    price = next;
  }
  return { firstOpenAt: from, ...bars, traded: new Uint8Array(length).fill(1) };
}

export function loadWalks({ coins, from, to, onProgress }: HistoryWish, seed = 1): LoadedHistories {
  const histories: UnscoredHistory[] = coins.map(({ coinId, symbol }) => ({
    coinId,
    symbol,
    bars: walkOf(coinId, from, to, seed),
    member: null,
    delisted: false,
  }));
  onProgress?.(coins.length, coins.length);
  return {
    histories,
    sources: coins.map(({ coinId, symbol }) => ({
      coinId,
      symbol,
      venue: "recorded",
      reason: "made for a test",
      from,
      to,
      hours: (to - from) / HOUR_MS,
      missingHours: 0,
      closeOnly: false,
    })),
    without: [],
    survivorshipBias: false,
  };
}

export interface ResearchChanges {
  readonly load?: (wish: HistoryWish) => Promise<LoadedHistories>;
  readonly desk?: ResearchDesk;
  readonly wallNow?: () => number;
  readonly clock?: MarketClock;
  readonly signal?: AbortSignal;
  readonly draining?: AbortSignal;
}

/** The market that `planFixture` is asked for on. */
const plannedClock: MarketClock = { ...liveClock, source: "simulated", seed: 42 };

/** A worker process as far as backtests see it. */
export function researchContext(
  { database, redis, queues }: { database: Database; redis: Redis; queues: Queues },
  changes: ResearchChanges = {},
): JobContext {
  const never = new AbortController().signal;
  const { load = async (wish) => loadWalks(wish), wallNow = Date.now, signal = never, draining = never } = changes;
  const { clock = plannedClock } = changes;
  const desk = changes.desk ?? createResearchDesk(silent);
  return {
    redis,
    queues,
    log: silent,
    db: createDatabaseGate(database, { redis, log: silent, wallNow }),
    research: { desk, load, codeVersion: "test" },
    clock: () => clock,
    wallNow,
    now: wallNow,
    signal,
    draining,
  } as unknown as JobContext;
}

/** What a process of these tests stands on. */
export function connectResearch(database: Database, redisUrl: string) {
  const redis = createRedis(redisUrl, "worker", silent);
  return { database, redis, queues: connectQueues(redis, silent) };
}

export async function insertPlan(database: Database, plan: BacktestPlan, verifies: string | null = null) {
  const id = randomUUID();
  const request = backtestBodySchema.parse({ symbol: "SOL", start_date: "2026-01-01", end_date: "2026-04-30" });
  return insertBacktest(database, { id, title: "a test", request, plan, verifies }, Date.now());
}
