import pino from "pino";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { type WebServices, webServices } from "@/app/api/web-services";
import { noteCandleLoad } from "@/lib/cache/candle-load";
import { writeFormingCandle } from "@/lib/cache/forming-candle";
import { writePairMap } from "@/lib/cache/pair-map";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { createRedis } from "@/lib/connections";
import { candlesAnswerSchema } from "@/lib/contracts/http/candles";
import type { Candle } from "@/lib/market/candle";
import { liveClock } from "@/lib/market/clock";
import type { MappedPair, UnmappedPair } from "@/lib/market/pair";
import { HOUR_MS } from "@/lib/market/units";
import { upsertCandles } from "@/lib/store/candles";
import { upsertCoins } from "@/lib/store/coins";
import { createTestDatabase, type TestDatabase } from "@/lib/store/database.fixture";
import { readCandles } from "./read-candles";

const log = pino({ level: "silent" });
const hourNow = () => Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
const BTC: MappedPair = { pair: "BTCUSDT", coinId: "btc", multiplier: 1, volumeUsd24h: 1, trades24h: 1 };
let own: OwnRedis;
let store: TestDatabase;
let services: WebServices;

beforeAll(async () => {
  own = await createOwnRedis();
  await own.start();
  store = await createTestDatabase(process.env.TEST_DATABASE_URL);
  vi.stubEnv("REDIS_URL", own.url);
  vi.stubEnv("DATABASE_URL", store.url);
  vi.stubEnv("LOG_LEVEL", "silent");
  services = webServices();
  await upsertCoins(
    store.database,
    ["btc", "eth", "old"].map((id) => ({ id, symbol: id, name: id })),
  );
});
beforeEach(async () => {
  const redis = createRedis(own.url, "worker", log);
  await redis.flushall();
  redis.disconnect();
});
afterAll(async () => {
  await services.close();
  await own.remove();
  await store.remove();
  vi.unstubAllEnvs();
});

const candle = (openAt: number): Candle => ({
  openAt,
  open: 1,
  high: 3,
  low: 0.5,
  close: 2,
  volume: 10,
  volumeUsd: 15,
});
const mapPairs = (mapped: MappedPair[], unmapped: UnmappedPair[] = []) =>
  writePairMap(services.redis, { venue: "binance", mappedAt: Date.now(), mapped, unmapped });
const read = async (coinId: string, timeframe: "1h" | "4h" | "1d" = "1h", limit = 100) =>
  candlesAnswerSchema.parse(await readCandles(services, liveClock, coinId, { timeframe, limit }));
const queued = async () => {
  const jobs = await services.queues()["market-data"].getJobs(["waiting", "active", "delayed"]);
  return jobs.map((job) => [job.name, job.data]);
};

it("asks for candles that are not there, once however often it is polled, and says so", async () => {
  await mapPairs([BTC]);
  for (let poll = 0; poll < 3; poll++) {
    expect(await read("btc")).toMatchObject({ state: "loading", pair: "BTCUSDT", candles: [] });
  }
  expect(await queued()).toEqual([["candles.load", { coinId: "btc" }]]);
});

it("says why the last try brought none, and that a venue has none", async () => {
  await mapPairs([BTC]);
  await noteCandleLoad(services.redis, "btc", { state: "failed", reason: "Binance failed with HTTP 500" });
  const failed = await read("btc");
  expect(failed.state).toBe("loading");
  expect(failed.reason).toContain("HTTP 500");
  await noteCandleLoad(services.redis, "btc", { state: "empty", reason: "Binance has no candles of BTCUSDT." });
  expect(await read("btc")).toMatchObject({ state: "none", reason: "Binance has no candles of BTCUSDT." });
});

it("names the reason for which a coin has no pair, and asks for nothing", async () => {
  await mapPairs([], [{ pair: "ETHUSDT", reason: "ambiguous", candidates: ["eth", "eth-2"] }]);
  expect(await read("eth")).toMatchObject({ state: "none", pair: null, venue: null });
  expect((await read("eth")).reason).toContain("ETHUSDT may be this coin or another");
  expect((await read("other")).reason).toContain("no USDT pair");
  expect(await queued()).toEqual([]);
});

it("says how old stored candles are, and what keeps newer ones from coming", async () => {
  const [newest, older] = [hourNow() - 30 * HOUR_MS, hourNow() - 31 * HOUR_MS];
  await upsertCandles(store.database, "old", "binance", [candle(older), candle(newest)]);
  await mapPairs([{ ...BTC, coinId: "old" }]);
  const as_of = new Date(newest + HOUR_MS).toISOString();
  const waiting = await read("old");
  expect(waiting).toMatchObject({ state: "ready", as_of, stale: true, reason: "Newer candles are being fetched." });
  expect(await read("old")).toEqual(waiting);
  await noteCandleLoad(services.redis, "old", { state: "failed", reason: "Binance failed with HTTP 500" });
  expect((await read("old")).reason).toBe("Newer candles could not be fetched: Binance failed with HTTP 500");
  await mapPairs([], [{ pair: "OLDUSDT", reason: "not_trading", candidates: ["old"] }]);
  expect((await read("old")).reason).toBe("No newer candles come. Binance does not trade OLDUSDT at present.");
});

it("serves what is stored, aggregated, with the forming candle apart, and refreshes it only when it is old", async () => {
  await mapPairs([BTC]);
  const hours = Array.from({ length: 48 }, (_, index) => candle(hourNow() - (index + 1) * HOUR_MS));
  await upsertCandles(store.database, "btc", "binance", hours);
  await writeFormingCandle(services.redis, "btc", candle(hourNow()));
  const hourly = await read("btc");
  expect(hourly).toMatchObject({ state: "ready", stale: false, reason: "", as_of: new Date(hourNow()).toISOString() });
  expect(hourly.candles.map(({ openAt }) => openAt)).toEqual(hours.map(({ openAt }) => openAt).toReversed());
  expect(hourly.forming?.openAt).toBe(hourNow());
  expect((await read("btc", "1h", 5)).candles).toHaveLength(5);
  const daily = await read("btc", "1d");
  expect(daily.candles.length).toBeGreaterThanOrEqual(1);
  expect(daily.candles[0]?.volume).toBe(240);
  expect(await queued()).toEqual([]);
  await services.redis.del("ghostquant:candle:forming:btc");
  expect((await read("btc")).state).toBe("ready");
  expect(await queued()).toEqual([["candles.load", { coinId: "btc" }]]);
});
