import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import pino from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createBinanceClient } from "@/lib/adapters/binance/client";
import { listErrors } from "@/lib/cache/error-tally";
import { writePairMap } from "@/lib/cache/pair-map";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { createRequestBudget } from "@/lib/cache/request-budget";
import { readWhaleBoard, readWhaleDetails } from "@/lib/cache/whale-board";
import { createDatabase, createRedis } from "@/lib/connections";
import { isWatching } from "@/lib/contracts/standing-watch";
import type { WhaleBoard } from "@/lib/contracts/whales";
import type { MappedPair } from "@/lib/market/pair";
import { DAY_MS, HOUR_MS, hourOf } from "@/lib/market/units";
import { closeQueues, connectQueues, type Queues } from "@/lib/queue/connect-queues";
import { createSimulatedMarket } from "@/lib/simulator/simulated-market";
import { createSimulatedVenue } from "@/lib/simulator/simulated-venue";
import type { ListedEpisode, Venue, VenueTrade } from "@/lib/simulator/venue";
import { upsertCoins } from "@/lib/store/coins";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { listWhaleCursors } from "@/lib/store/whale-cursors";
import { listWhaleHours } from "@/lib/store/whale-hours";
import { listWhaleOrders } from "@/lib/store/whale-orders";
import { createMemory } from "@/worker/refresh/memory";
import { createDatabaseGate } from "@/worker/runtime/database-gate";
import type { WorkerServices } from "@/worker/runtime/services";
import { createMarketServer, type MarketServer } from "@/worker/simulator/market-server";
import { FEED_TIMES } from "./feed-context";
import { startFeeds } from "./start-feeds";

const COINS = 60;
const KINDS = ["accumulation", "distribution"] as const;
const MIN_USD = 100_000;
const log = pino({ level: process.env.FEED_TEST_LOG ?? "silent" });

/** Episodes of tradable pairs that began in the last hours and are as good as over. */
function recentEpisodes(venue: Venue, now: number): ListedEpisode[] {
  const known = new Set(tradableAt(venue, now).map((pair) => pair.symbol));
  return venue
    .episodes(now - 9 * HOUR_MS, now - 2 * HOUR_MS)
    .filter((one) => known.has(one.pair) && one.from >= now - 12 * HOUR_MS && one.to <= now + HOUR_MS);
}

const tradableAt = (venue: Venue, now: number) =>
  venue.listedAt(now).filter((pair) => pair.trading && !/^1000/u.test(pair.symbol));

/** What was planted in the last hours depends on the hour of this run: the first market that has both kinds. */
function chooseSeed(now: number): number {
  for (let seed = 42; ; seed += 1) {
    const recent = recentEpisodes(createSimulatedVenue({ seed, coins: COINS }), now);
    if (KINDS.every((kind) => recent.some((one) => one.kind === kind))) return seed;
  }
}

const SEED = chooseSeed(Date.now());
const venue = createSimulatedVenue({ seed: SEED, coins: COINS });
const clock = { source: "simulated", seed: SEED, speed: 1, wallEpoch: 0, marketEpoch: 0, endsAt: null } as const;

let own: OwnRedis;
let redis: Redis;
let store: TestDatabase;
let queues: Queues;
let server: MarketServer;
let base = "";
let pairs: MappedPair[] = [];
let planted: ListedEpisode[] = [];
const running = new Set<Watch>();

interface Watch {
  /** As SIGTERM does; resolves when the last word is kept. */
  stop(): Promise<void>;
  /** As SIGKILL does: what was not kept yet is lost. */
  kill(): Promise<void>;
}

/** Pairs with an episode that began in the last hours, one of each kind at least, and two quiet ones. */
function choosePairs(now: number): void {
  const listed = tradableAt(venue, now);
  const cost = (pair: string) => venue.day(pair, now)?.quoteVolume ?? 0;
  const cheapest = recentEpisodes(venue, now).toSorted((a, b) => cost(a.pair) - cost(b.pair));
  planted = KINDS.flatMap((kind) => cheapest.filter((one) => one.kind === kind).slice(0, 1));
  const busy = new Set(venue.episodes(now - 2 * DAY_MS, now).map((one) => one.pair));
  const quiet = listed.filter((pair) => !busy.has(pair.symbol)).slice(-1);
  const names = [
    ...planted.map((one) => ({ pair: one.pair, coinId: one.coinId })),
    ...quiet.map((pair) => ({ pair: pair.symbol, coinId: `quiet-${pair.base.toLowerCase()}` })),
  ];
  pairs = names.map(({ pair, coinId }) => {
    const day = venue.day(pair, now);
    const trades24h = day === null ? 0 : day.lastId - day.firstId + 1;
    return { pair, coinId, multiplier: 1, volumeUsd24h: day?.quoteVolume ?? null, trades24h };
  });
}

const mapOf = (mapped: readonly MappedPair[]) => ({
  venue: "binance" as const,
  mappedAt: Date.now(),
  mapped: [...mapped],
  unmapped: [],
});

function start(times: Partial<typeof FEED_TIMES> = {}): Watch {
  const stopping = new AbortController();
  const database = createDatabase(store.url, log);
  const services = {
    redis,
    queues,
    log,
    db: createDatabaseGate(database, { redis, log, wallNow: Date.now }),
    binance: createBinanceClient({
      restBase: `http://${base}/binance`,
      budget: createRequestBudget(redis, { name: "binance-test", perMinute: null, perMonth: null, wallNow: Date.now }),
      retry: { maxAttempts: 2, backoffMs: 50 },
      log,
      random: () => 0.5,
    }),
    whaleAlert: null,
    config: { whaleMinUsd: MIN_USD, whaleWatch: true },
    memory: createMemory(),
    clock: () => clock,
    wallNow: Date.now,
    draining: stopping.signal,
  } as unknown as WorkerServices;
  const feeds = startFeeds(services, {
    wsBase: `ws://${base}/binance`,
    times: { ...FEED_TIMES, showMs: 200, keepMs: 300, mapMs: 300, lockMs: 1_500, retryMs: 200, ...times },
    streamTimes: { backoffMs: 100, backoffMsMax: 300, silenceMs: 1_500 },
    sinks: { log, tally: async () => undefined },
  });
  const end = async () => {
    running.delete(watch);
    stopping.abort();
    await feeds.ended;
  };
  const watch: Watch = {
    async stop() {
      await end();
      await database.close();
    },
    async kill() {
      await database.close();
      await end();
    },
  };
  running.add(watch);
  return watch;
}

async function until<T>(what: string, ask: () => Promise<T | null | false>, patienceMs = 30_000): Promise<T> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(50)) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
  }
  const board = await readWhaleBoard(redis);
  throw new Error(
    `Waited in vain for ${what}: ${JSON.stringify(board?.watch)} ${JSON.stringify(await listErrors(redis))}`,
  );
}

const boardWhere = (what: string, holds: (board: WhaleBoard) => boolean, patienceMs?: number) =>
  until(
    what,
    async () => {
      const board = await readWhaleBoard(redis);
      return board !== null && holds(board) ? board : null;
    },
    patienceMs,
  );
const whole = (board: WhaleBoard) =>
  board.watch.state === "live" && board.coins.length === pairs.length && board.watch.backfilled === pairs.length;

const setFault = async (plan: Record<string, unknown>) => {
  const response = await fetch(`http://${base}/__faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(plan),
  });
  expect(response.status).toBe(200);
};
const clearFaults = () => fetch(`http://${base}/__faults`, { method: "DELETE" });

/** Everything that was traded from an hour on up to a trade, by the venue's own word. */
function tradesUpTo(pair: string, from: number, lastId: number): VenueTrade[] {
  const now = Date.now();
  const all: VenueTrade[] = [];
  let page = venue.trades(pair, { from, to: null, limit: 1_000 }, now);
  while (page.length > 0) {
    all.push(...page.filter(({ id }) => id <= lastId));
    const next = (page.at(-1)?.id ?? 0) + 1;
    page = next > lastId ? [] : venue.trades(pair, { fromId: next, limit: 1_000 }, now);
  }
  return all;
}

interface Sums {
  hours: Map<number, { buyUsd: number; sellUsd: number; totalUsd: number; orders: number }>;
  orders: { firstTradeId: number; usd: number; side: string }[];
}

/** The plainest reading of A.12: consecutive trades of one millisecond and side are one order. */
function plainSums(trades: readonly VenueTrade[]): Sums {
  const sums: Sums = { hours: new Map(), orders: [] };
  let open: VenueTrade[] = [];
  const close = () => {
    const [first] = open;
    if (first === undefined) return;
    const usd = open.reduce((sum, trade) => sum + trade.price * trade.quantity, 0);
    const hour = sums.hours.get(hourOf(first.at)) ?? { buyUsd: 0, sellUsd: 0, totalUsd: 0, orders: 0 };
    hour.totalUsd += usd;
    if (usd >= MIN_USD) {
      hour.orders += 1;
      hour[first.buyerIsMaker ? "sellUsd" : "buyUsd"] += usd;
      sums.orders.push({ firstTradeId: first.id, usd, side: first.buyerIsMaker ? "sell" : "buy" });
    }
    sums.hours.set(hourOf(first.at), hour);
    open = [];
  };
  for (const trade of trades) {
    const [first] = open;
    if (first !== undefined && (first.at !== trade.at || first.buyerIsMaker !== trade.buyerIsMaker)) close();
    open.push(trade);
  }
  close();
  return sums;
}

/** What was kept equals what was traded, to the last trade that the cursor promises. */
async function expectExact(of: readonly MappedPair[] = pairs): Promise<void> {
  const [cursors, hours, orders] = await Promise.all([
    listWhaleCursors(store.database),
    listWhaleHours(store.database, 0, MIN_USD),
    listWhaleOrders(store.database, 0),
  ]);
  for (const { pair, coinId } of of) {
    const kept = (hours.get(coinId) ?? []).filter((hour) => hour.totalUsd > 0);
    const from = Math.min(...kept.map((hour) => hour.hour));
    const truth = plainSums(tradesUpTo(pair, from, cursors.get(pair)?.lastTrade ?? -1));
    expect([pair, kept.map((hour) => hour.hour)]).toEqual([pair, [...truth.hours.keys()]]);
    for (const hour of kept) {
      const wanted = truth.hours.get(hour.hour);
      for (const field of ["buyUsd", "sellUsd", "totalUsd"] as const) {
        const [is, should] = [hour[field], wanted?.[field] ?? Number.NaN];
        expect(Math.abs(is - should)).toBeLessThanOrEqual(1e-9 * Math.max(1, should));
      }
      expect(hour.orders).toBe(wanted?.orders);
      expect(hour.watchedSeconds).toBeLessThanOrEqual(3_600);
    }
    const stored = orders.get(coinId) ?? [];
    expect(stored.map((order) => order.firstTradeId)).toEqual(truth.orders.map((order) => order.firstTradeId));
    expect(stored.map((order) => order.side)).toEqual(truth.orders.map((order) => order.side));
  }
}

beforeAll(async () => {
  own = await createOwnRedis();
  await own.start();
  redis = createRedis(own.url, "worker", log);
  queues = connectQueues(redis, log);
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
  choosePairs(Date.now());
  server = createMarketServer({
    market: createSimulatedMarket({ seed: SEED, coins: COINS }),
    venue,
    clock,
    wallNow: Date.now,
    random: Math.random,
    log,
  });
  await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
  base = `127.0.0.1:${(server.http.address() as AddressInfo).port}`;
  await upsertCoins(
    store.database,
    pairs.map(({ coinId }) => ({ id: coinId, symbol: coinId, name: coinId })),
  );
});
afterAll(async () => {
  await server.stop();
  await closeQueues(queues);
  redis.disconnect();
  await own.remove();
  await store.remove();
});
beforeEach(async () => {
  await redis.flushall();
  await writePairMap(redis, mapOf(pairs));
});
afterEach(async () => {
  await clearFaults();
  await Promise.all([...running].map((watch) => watch.stop()));
});

// One after the other on one store: each test but the first goes on where the one before was stopped.
describe("the whale watch", () => {
  it("reads the last day of every pair, finds the planted episodes with their direction, and keeps exactly what was traded", async () => {
    const watch = start();
    const board = await boardWhere("a whole day of all", whole, 60_000);
    expect(planted.map((one) => one.kind)).toEqual(expect.arrayContaining(["accumulation", "distribution"]));
    for (const { coinId, kind } of planted) {
      const report = board.coins.find((coin) => coin.coinId === coinId);
      expect([coinId, report?.flowPattern]).toEqual([coinId, kind]);
      expect(report?.confidence).toBeGreaterThan(0.3);
      const details = await until("details as whole as the board", async () => {
        const told = await readWhaleDetails(redis, coinId);
        return told !== null && told.report.orders >= (report?.orders ?? 0) && told;
      });
      expect(details.orders.length).toBe(Math.min(300, details.report.orders));
      expect(details.hours.length).toBeGreaterThanOrEqual(24);
    }
    const flow = (coinId: string) => Math.abs(board.coins.find((coin) => coin.coinId === coinId)?.netFlow ?? 0);
    const weakest = Math.min(...planted.map(({ coinId }) => flow(coinId)));
    for (const { coinId } of pairs.slice(planted.length)) expect(flow(coinId)).toBeLessThan(weakest);
    await watch.stop();
    await expectExact();
  });

  const socketFaults = [
    ["trades that come twice", { mode: "duplicate-trades", probability: 0.5 }],
    ["trades out of order", { mode: "reorder-trades", probability: 0.5 }],
    ["trades that never come", { mode: "skip-trades", probability: 0.5 }],
    ["malformed trades", { mode: "malformed-trades", probability: 0.3 }],
    ["sockets that are cut", { mode: "cut-sockets", probability: 0.3 }],
    ["sockets that fall silent", { mode: "silent-sockets" }],
  ] as const;
  it.each(socketFaults)("counts nothing twice and nothing not at all despite %s", async (_, fault) => {
    const watch = start();
    await boardWhere("a whole day of all", whole, 60_000);
    await setFault(fault);
    await sleep(5_000);
    await clearFaults();
    await sleep(2_500);
    await boardWhere("a healed watch", (board) => whole(board) && board.watch.gapsOpen === 0);
    await watch.stop();
    await expectExact();
  });

  it("waits when Binance asks it to, and then misses nothing", async () => {
    const watch = start();
    await boardWhere("a whole day of all", whole, 60_000);
    await watch.stop();
    await setFault({ mode: "status-429", path: "/binance", remaining: 2, retryAfter: true });
    const next = start();
    await boardWhere("a whole day of all", whole, 90_000);
    await next.stop();
    await expectExact();
  });

  it("is led by one copy; another takes over within seconds and goes on exactly", async () => {
    const first = start();
    await boardWhere("a whole day of all", whole, 60_000);
    const second = start();
    await sleep(500);
    expect(await redis.exists("ghostquant:flight:whale-watch")).toBe(1);
    await first.stop();
    const left = Date.now();
    await boardWhere("the second copy's board", (board) => whole(board) && board.writtenAt > left, 20_000);
    await second.stop();
    await expectExact();
  });

  it("closes a pair that the venue took off its list; the rest goes on and its readings age", async () => {
    const [gone, ...rest] = pairs;
    const watch = start();
    await boardWhere("a whole day of all", whole, 60_000);
    await writePairMap(redis, { ...mapOf(rest), mappedAt: Date.now() + 1 });
    const board = await boardWhere("a closed pair", ({ watch: { pairs: open } }) => open === rest.length);
    expect(board.watch.state).toBe("live");
    const report = () => readWhaleBoard(redis).then((now) => now?.coins.find((coin) => coin.coinId === gone?.coinId));
    const before = (await report())?.watchedHours ?? 0;
    expect(before).toBeGreaterThan(23);
    await until("ageing readings", async () => ((await report())?.watchedHours ?? 24) < before);
    await watch.stop();
    await expectExact();
  });

  it("says that it is down while Binance cannot be reached, so that nothing it knew is scored", async () => {
    const watch = start();
    await boardWhere("a whole day of all", whole, 60_000);
    await setFault({ mode: "cut-sockets" });
    const down = await boardWhere("a watch that is down", ({ watch: { state } }) => state === "down");
    expect(down.watch.reason).not.toBe("");
    expect(down.coins.some((coin) => coin.confidence !== null)).toBe(true);
    expect(isWatching(down.watch)).toBe(false);
    await clearFaults();
    await boardWhere("a healed watch", whole);
    await watch.stop();
    await expectExact();
  });

  it("goes on after being killed at any moment, and reads what happened in the meantime", async () => {
    for (const pauseMs of [900, 1_700, 3_100]) {
      const killed = start({ keepMs: 700 });
      await sleep(pauseMs);
      await killed.kill();
      await sleep(500);
    }
    const watch = start();
    await boardWhere("a whole day of all", whole, 60_000);
    await watch.stop();
    await expectExact();
  });
});
