import type { AddressInfo } from "node:net";
import pino from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createBinanceClient } from "@/lib/adapters/binance/client";
import { createCoinGeckoClient } from "@/lib/adapters/coingecko/client";
import { createOkxClient } from "@/lib/adapters/okx/client";
import { writeBoard } from "@/lib/cache/momentum-board";
import { writePairMap } from "@/lib/cache/pair-map";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { createRedis } from "@/lib/connections";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { AppError } from "@/lib/errors";
import { mapPairs } from "@/lib/market/map-pairs";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { createSimulatedMarket } from "@/lib/simulator/simulated-market";
import { createSimulatedVenue } from "@/lib/simulator/simulated-venue";
import { listCandleSpans } from "@/lib/store/candle-spans";
import { upsertCoins } from "@/lib/store/coins";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { retainHistory } from "@/lib/store/retain-history";
import { createDatabaseGate } from "@/worker/runtime/database-gate";
import { createMarketServer, type MarketServer } from "@/worker/simulator/market-server";
import { type CandleContext, type HistoryWish, loadHistories } from "./load-histories";

const WALL = Date.UTC(2026, 2, 14, 15, 9, 20);
const HOUR = Date.UTC(2026, 2, 14, 15);
const COINS = 120;
const clock = { source: "simulated", seed: 42, speed: 1, wallEpoch: 0, marketEpoch: 0, endsAt: null } as const;
const log = pino({ level: "silent" });
const venue = createSimulatedVenue({ seed: 42, coins: COINS, pairs: 20 });
const secondVenue = createSimulatedVenue({ seed: 42, coins: COINS, pairs: 40 });
const market = createSimulatedMarket({ seed: 42, coins: COINS });
const retry = { maxAttempts: 2, backoffMs: 1 };
const nothing = { take: async () => undefined, pauseFor: async () => undefined, learnLimit: async () => undefined };

let own: OwnRedis;
let store: TestDatabase;
let server: MarketServer;
let base = "";
let redis: ReturnType<typeof createRedis>;
let context: CandleContext;
let asked: string[] = [];
/** Venues count requests by the clock, so each test has seconds of its own. */
let wall = WALL;
/** A coin that only Binance's stand-in, only OKX's, and no venue trades. */
let onBinance: string;
let onOkx: string;
let nowhere: string;

beforeAll(async () => {
  own = await createOwnRedis();
  await own.start();
  redis = createRedis(own.url, "worker", log);
  server = createMarketServer({ market, venue, secondVenue, clock, wallNow: () => wall, random: () => 0, log });
  server.http.on("request", ({ url }) => asked.push(url ?? ""));
  await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.http.address() as AddressInfo).port}`;
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
  await own.remove();
});

beforeEach(async () => {
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
  context = {
    redis,
    log,
    db: createDatabaseGate(store.database, { redis, log, wallNow: Date.now }),
    binance: createBinanceClient({ restBase: `${base}/binance`, budget: nothing, log, retry, random: () => 0.5 }),
    okx: createOkxClient({ restBase: `${base}/okx`, budget: nothing, log, retry, random: () => 0.5 }),
    coingecko: createCoinGeckoClient({
      baseUrl: `${base}/api/v3`,
      tier: "local",
      budget: nothing,
      retry: { maxAttempts: 2, backoffSeconds: 0.001 },
      log,
    }),
    now: () => WALL,
    signal: new AbortController().signal,
  };
  await writeMaps();
  asked = [];
});
afterEach(async () => {
  await fetch(`${base}/__faults`, { method: "DELETE" });
  await redis.flushall();
  await store.remove();
  wall += 5_000;
});

/** Pairs as the job proves them, and a board as OKX's are proven against. */
async function writeMaps(): Promise<void> {
  const sweep = await context.coingecko.fetchTopMarkets({ count: COINS, now: () => WALL });
  const coins = sweep.observed.map(({ asset }) => ({ ...asset, symbol: asset.symbol.toUpperCase(), excluded: false }));
  const map = mapPairs(await context.binance.fetchPairs(), coins, WALL);
  const second = mapPairs(await context.okx.fetchPairs(), coins, WALL);
  const first = new Set(map.mapped.map(({ coinId }) => coinId));
  const both = new Set([...first, ...second.mapped.map(({ coinId }) => coinId)]);
  const idOf = (fits: (id: string) => boolean) => coins.find(({ id }) => fits(id))?.id ?? "";
  onBinance = idOf((id) => first.has(id));
  onOkx = idOf((id) => both.has(id) && !first.has(id));
  nowhere = idOf((id) => !both.has(id));
  await writePairMap(redis, map);
  const snapshot = snapshotFixture(coins.length, 1);
  const scored = snapshot.board.coins.map((coin, index) => ({ ...coin, asset: { ...coin.asset, ...coins[index] } }));
  const board = { ...snapshot, board: { ...snapshot.board, coins: scored } };
  await writeBoard(redis, board, streamStateFixture(board), 0);
}

const wishFor = (ids: readonly string[], wish: Partial<HistoryWish> = {}): HistoryWish => ({
  coins: ids.map((coinId) => ({ coinId, symbol: coinId.toUpperCase() })),
  isUniverse: false,
  from: HOUR - 120 * DAY_MS,
  to: HOUR,
  signal: new AbortController().signal,
  ...wish,
});
const setFault = (plan: object) =>
  fetch(`${base}/__faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(plan),
  });
const candleRequests = () => asked.filter((url) => /klines|candles|market_chart/u.test(url)).length;

describe("bringing the hours of a backtest", () => {
  it("asks Binance for 120 days once; a second run reads them from the store to the same bytes", async () => {
    const seen: number[] = [];
    const first = await loadHistories(wishFor([onBinance], { onProgress: (done) => seen.push(done) }), context);
    expect(first.sources).toMatchObject([
      { venue: "binance", hours: 2_880, missingHours: 0, closeOnly: false, from: HOUR - 120 * DAY_MS, to: HOUR },
    ]);
    expect(first.sources[0]?.reason).toMatch(/^Binance trades \w+USDT\.$/u);
    expect(first).toMatchObject({ without: [], survivorshipBias: false });
    expect(seen).toEqual([1]);
    expect(candleRequests()).toBe(3);
    const second = await loadHistories(wishFor([onBinance]), context);
    expect(candleRequests()).toBe(3);
    expect(second.histories).toEqual(first.histories);
    // A longer range asks for the new hours alone.
    await loadHistories(wishFor([onBinance], { from: HOUR - 121 * DAY_MS }), context);
    expect(candleRequests()).toBe(4);
    expect(await listCandleSpans(store.database, onBinance, "binance")).toEqual([
      { from: HOUR - 121 * DAY_MS, to: HOUR },
    ]);
  });

  it("lets two jobs that want the same coin ask once", async () => {
    const [one, other] = await Promise.all([
      loadHistories(wishFor([onBinance]), context),
      loadHistories(wishFor([onBinance]), context),
    ]);
    expect(candleRequests()).toBe(3);
    expect(one.histories).toEqual(other.histories);
  });

  it("knows a gap of the venue from an hour that nobody asked for", async () => {
    const gap = HOUR - 50 * HOUR_MS;
    const { fetchHours } = context.binance;
    const holed: CandleContext = {
      ...context,
      binance: {
        ...context.binance,
        fetchHours: async (query) => {
          const page = await fetchHours(query);
          return { ...page, candles: page.candles.filter(({ openAt }) => openAt !== gap) };
        },
      },
    };
    const wish = wishFor([onBinance], { from: HOUR - 100 * HOUR_MS });
    const { histories, sources } = await loadHistories(wish, holed);
    expect(sources[0]).toMatchObject({ hours: 99, missingHours: 1 });
    const bars = histories[0]?.bars;
    expect(bars?.traded[50]).toBe(0);
    expect(bars?.open[50]).toBe(bars?.close[49]);
    await loadHistories(wish, context);
    expect(candleRequests()).toBe(1);
  });

  it("takes OKX where Binance has no pair, CoinGecko's closes where no venue has one, and says why", async () => {
    // As many pages as OKX answers before it asks to wait; time stands still here.
    const wish = wishFor([onOkx, nowhere], { from: HOUR - 60 * DAY_MS });
    const { histories, sources } = await loadHistories(wish, context);
    const of = (id: string) => sources.find(({ coinId }) => coinId === id);
    expect(of(onOkx)).toMatchObject({ venue: "okx", hours: 1_440, missingHours: 0, closeOnly: false });
    expect(of(onOkx)?.reason).toMatch(/^OKX trades \S+; Binance has no pair that is proven to be this coin\.$/u);
    expect(of(nowhere)).toMatchObject({ venue: "coingecko", hours: 1_440, missingHours: 0, closeOnly: true });
    expect(of(nowhere)?.reason).toMatch(/^CoinGecko tells its hourly closes; Binance has no .+; OKX has no .+\.$/u);
    const closes = histories.find(({ coinId }) => coinId === nowhere)?.bars;
    expect(closes?.high).toEqual(closes?.close);
    expect(closes?.volumeUsd24h?.every((volume) => volume >= 0)).toBe(true);
    asked = [];
    const again = await loadHistories(wish, context);
    expect(candleRequests()).toBe(0);
    expect(again.histories).toEqual(histories);
  });

  it("takes no other venue's prices because one is down, and waits while no pair can be proven", async () => {
    await setFault({ mode: "status-500", path: "/okx" });
    await expect(loadHistories(wishFor([onOkx]), context)).rejects.toMatchObject({ code: "upstream_unavailable" });
    await redis.flushall();
    const failed = loadHistories(wishFor([onOkx]), context);
    await expect(failed).rejects.toMatchObject({ code: "dependency_unavailable", retryable: true });
  });

  it("goes past a venue that refuses our location", async () => {
    await setFault({ mode: "geo-block", path: "/binance" });
    const { sources } = await loadHistories(wishFor([onBinance], { from: HOUR - 60 * DAY_MS }), context);
    expect(sources[0]).toMatchObject({ venue: "okx" });
    expect(sources[0]?.reason).toContain("Binance does not serve this location");
  });

  it("tells of a year-old range that CoinGecko's plan does not reach, and takes what it does", async () => {
    const wish = wishFor([nowhere], { from: HOUR - 400 * DAY_MS, to: HOUR - 200 * DAY_MS });
    const { sources } = await loadHistories(wish, context);
    expect(sources[0]?.reason).toContain("CoinGecko's plan does not reach back as far");
    expect(sources[0]?.from).toBeGreaterThan(HOUR - 366 * DAY_MS);
    expect(sources[0]?.missingHours).toBe(0);
  });

  it("tells of a coin without data instead of leaving it out in silence, and asks CoinGecko for few coins only", async () => {
    const many = [onBinance, nowhere, ...Array.from({ length: 30 }, (_, index) => `unknown-${index}`)];
    const wish = wishFor(many, { from: HOUR - 10 * DAY_MS });
    const { histories, without, survivorshipBias } = await loadHistories(wish, context);
    expect(histories.map(({ coinId }) => coinId)).toEqual([onBinance]);
    expect(without).toHaveLength(31);
    expect(survivorshipBias).toBe(true);
    expect(without[0]?.reason).toContain("CoinGecko is asked in runs of at most 25 coins");
  });

  it("never runs on a part of the data: a venue that fails in the middle is told, and the next try goes on from there", async () => {
    await setFault({ mode: "status-500", path: "/binance/api/v3/klines" });
    const failed = await loadHistories(wishFor([onBinance]), context).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(AppError);
    expect(failed).toMatchObject({ code: "upstream_unavailable", retryable: true });
    expect(String(failed)).toContain("0 of 1 coins are complete; what was brought is kept");
    await setFault({ mode: "none" });
    let left = 1;
    const breaking: CandleContext = {
      ...context,
      binance: {
        ...context.binance,
        fetchHours: (query) =>
          left-- > 0
            ? context.binance.fetchHours(query)
            : Promise.reject(new AppError("upstream_unavailable", "Binance failed", { retryable: true })),
      },
    };
    await expect(loadHistories(wishFor([onBinance]), breaking)).rejects.toThrow("Binance failed. Candles of 0 of 1");
    asked = [];
    await loadHistories(wishFor([onBinance]), context);
    expect(candleRequests()).toBe(2);
  });

  it("asks again for pages whose rows cannot be read, and tells of those that stay so", async () => {
    await setFault({ mode: "malformed-rows", path: "/binance/api/v3/klines", remaining: 1 });
    const wish = wishFor([onBinance], { from: HOUR - 90 * HOUR_MS });
    expect((await loadHistories(wish, context)).sources[0]).toMatchObject({ hours: 90, missingHours: 0 });
    await setFault({ mode: "malformed-rows", path: "/binance/api/v3/klines" });
    const other = await loadHistories({ ...wish, from: HOUR - 150 * HOUR_MS }, context);
    expect(other.sources[0]).toMatchObject({ hours: 130 });
    expect(other.sources[0]?.reason).toContain("20 of its rows could not be read");
    // Their hours count as never asked for.
    await setFault({ mode: "none" });
    expect((await loadHistories({ ...wish, from: HOUR - 150 * HOUR_MS }, context)).sources[0]?.hours).toBe(150);
  });

  it("says of a range before the coin was listed that nobody has it, and why", async () => {
    const from = Date.UTC(2015, 0, 1);
    const loaded = await loadHistories(wishFor([onBinance], { from, to: from + 30 * DAY_MS }), context);
    expect(loaded.histories).toEqual([]);
    expect(loaded.without[0]?.reason).toBe(
      "Binance has no hours of it in the range; OKX has no hours of it in the range; CoinGecko's plan does not reach back as far.",
    );
  });

  it("stops at once for a run that nobody wants any more", async () => {
    const signal = AbortSignal.abort(new Error("cancelled"));
    await expect(loadHistories(wishFor([onBinance], { signal }), context)).rejects.toThrow("cancelled");
    expect(candleRequests()).toBe(0);
  });

  it("keeps what a backtest rested on lately for five years, and gives it up when none does any more", async () => {
    const from = HOUR - 500 * DAY_MS;
    await loadHistories(wishFor([onBinance], { from, to: from + 10 * DAY_MS }), context);
    await retainHistory(store.database, WALL);
    expect(await listCandleSpans(store.database, onBinance, "binance")).toEqual([{ from, to: from + 10 * DAY_MS }]);
    await loadHistories(wishFor([onBinance], { from, to: from + 10 * DAY_MS }), context);
    expect(candleRequests()).toBe(1);
    await retainHistory(store.database, WALL + 401 * DAY_MS);
    expect(await listCandleSpans(store.database, onBinance, "binance")).toEqual([]);
    await loadHistories(wishFor([onBinance], { from, to: from + 10 * DAY_MS }), context);
    expect(candleRequests()).toBe(2);
  });

  it("knows from our own boards who was in the universe when, also who is gone, and says where they do not reach", async () => {
    const from = HOUR - 10 * DAY_MS;
    const wish = wishFor([onBinance], { isUniverse: true, from });
    const unknown = await loadHistories(wish, context);
    expect(unknown).toMatchObject({ survivorshipBias: true, histories: [{ member: null }] });

    const keys = await upsertCoins(
      store.database,
      [onBinance, onOkx].map((id) => ({ id, symbol: id, name: id })),
    );
    // The coin of OKX had a rank until five days ago, and is on no board since.
    for (let day = -2; day <= 10; day++) {
      const at = from + day * DAY_MS;
      for (const id of day < 5 ? [onBinance, onOkx] : [onBinance]) await writeDailyRank(at, keys.get(id) ?? 0);
    }
    const known = await loadHistories(wish, context);
    expect(known.survivorshipBias).toBe(false);
    expect(new Set(known.histories.map(({ coinId }) => coinId))).toEqual(new Set([onBinance, onOkx]));
    const memberOf = (id: string) => [...(known.histories.find(({ coinId }) => coinId === id)?.member ?? [])];
    expect(memberOf(onBinance)).toEqual(Array(240).fill(1));
    expect(memberOf(onOkx)).toEqual([...Array(120).fill(1), ...Array(120).fill(0)]);
    // One that nobody has prices of any more is one that the run leaves out, whatever the boards know of it.
    const vanished = await upsertCoins(store.database, [{ id: "gone-for-good", symbol: "gone", name: "gone" }]);
    await writeDailyRank(from, vanished.get("gone-for-good") ?? 0);
    const without = await loadHistories(wish, context);
    expect(without).toMatchObject({ without: [{ coinId: "gone-for-good" }], survivorshipBias: true });
    const longer = await loadHistories({ ...wish, from: from - 20 * DAY_MS }, context);
    expect(longer.survivorshipBias).toBe(true);
  });
});

async function writeDailyRank(at: number, coin: number): Promise<void> {
  const slot = new Date(at).toISOString();
  const { pool } = store.database;
  await pool.query(
    `insert into momentum_slots (slot, written_at, universe_size, score_version, fine, daily)
     values ($1, $1, 2, 1, false, true) on conflict do nothing`,
    [slot],
  );
  await pool.query(
    `insert into momentum_daily (slot, price, coin, rank, score, price_momentum, volume_spike, rsi_signal, ma_cross,
       pretrend_bonus, whale_bonus) values ($1, 1, $2, 1, 50, 0, 0, 0, 0, 0, 0)`,
    [slot, coin],
  );
}
